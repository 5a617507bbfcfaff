package aliexpress

// SeamError is an error of this package as the suppliers' seam knows it.
func SeamError(err error) error { return seamError(err) }
