from sobria.city.registers.addresses import desk_addresses
from sobria.sober.equipment.erasure.desk_urls import urlpatterns as erasure
from sobria.sober.equipment.handling.desk_urls import urlpatterns as handling
from sobria.sober.equipment.purchases.desk_urls import urlpatterns as purchases
from sobria.sober.equipment.register import EQUIPMENT
from sobria.sober.equipment.renewal.desk_urls import addresses as renewal
from sobria.sober.equipment.repairs.desk_urls import addresses as repairs
from sobria.sober.equipment.reuse.desk_urls import urlpatterns as reuse

app_name = "equipment-desk"
urlpatterns = [*erasure, *handling, *purchases, *reuse, *repairs, *renewal, *desk_addresses(EQUIPMENT)]
