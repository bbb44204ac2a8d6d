package app

import (
	_ "gongqiao/internal/care/service"
	_ "gongqiao/internal/sell/quote"
)
