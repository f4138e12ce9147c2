"""What the modules of the application agree on."""

PHOTOS = "photos"
TRASH = "photo-trash"

ALBUMS = "albums"
LINK_SECONDS = 15 * 60
TYPES = {".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png", ".gif": "image/gif"}
