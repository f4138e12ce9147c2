TEAM = "stock"
ITEMS = f"{TEAM}-items"
EXPORTS = f"{TEAM}-exports"
