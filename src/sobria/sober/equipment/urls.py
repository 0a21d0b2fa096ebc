from sobria.city.registers.addresses import public_addresses
from sobria.sober.equipment.register import EQUIPMENT

app_name = "equipment"
urlpatterns = public_addresses(EQUIPMENT)
