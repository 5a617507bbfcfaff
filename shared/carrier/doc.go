// Package carrier says what each store should be told about a parcel: the
// carrier's name exactly as that store spells it, the tracking number, and a
// link that works.
//
// The order of trust is fixed. The number's own format decides; where it proves
// nothing, the supplier's service does; where that is unknown, the supplier's
// display name is passed on with a link of our own. Check digits choose a
// carrier and never reject a number, because suppliers' documented samples
// fail them. A store is always told a number and a URL: storefronts guess
// from the number otherwise (AliExpress' AP numbers become Australia Post).
//
// All names, formats, services and links are data, under data/, each file with
// its source. The code knows no carrier.
package carrier
