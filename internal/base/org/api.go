package org

import "gongqiao/internal/platform/httpapi"

// Register mounts the module's operations.
func Register(a *httpapi.API, s *Service) {
}
