from sobria.city.registers.addresses import desk_addresses
from sobria.sober.equipment.erasure.desk_urls import urlpatterns as erasure
from sobria.sober.equipment.handling.desk_urls import urlpatterns as handling
from sobria.sober.equipment.register import EQUIPMENT

app_name = "equipment-desk"
urlpatterns = [*erasure, *handling, *desk_addresses(EQUIPMENT)]
