from sobria.city.registers.addresses import desk_addresses
from sobria.sober.equipment.register import EQUIPMENT

app_name = "equipment-desk"
urlpatterns = desk_addresses(EQUIPMENT)
