/*
 * Codes of e-invoices against lists written here by hand: those that differ from
 * ISO, and what is no code at all.
 */
#include "../check.h"

#include "render/einvoice_codes.h"

int
main(void)
{
	static const char *const good[] = { "EUR", "CHF", "AED", "ZMW", "CNH",
		"XXX", "BHD", "UYW" };
	static const char *const bad[] = { "", "E", "EU", "EURO", "eur", "ANG",
		"BGN", "STN", "UR ", "D A", "DEM" };
	static const char *const ids[] = { "DE123", "EL123", "GR123", "XI123",
		"1A123", "CHE-123", "FR", "AT" };
	static const char *const no_ids[] = { "", "D", "123", "XK123", "ZZ1",
		"de123", "D1", "\xc3\x84T" };

	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		CHECK(einvoice_code_currency(good[i]), "%s is one", good[i]);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		CHECK(!einvoice_code_currency(bad[i]), "\"%s\" is none",
		    bad[i]);
	for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++)
		CHECK(einvoice_code_vat_prefix(ids[i]), "%s has one", ids[i]);
	for (size_t i = 0; i < sizeof(no_ids) / sizeof(no_ids[0]); i++)
		CHECK(!einvoice_code_vat_prefix(no_ids[i]), "\"%s\" has none",
		    no_ids[i]);
	CHECK_STR(einvoice_code_country("XK"), "1A", "Kosovo");
	CHECK_STR(einvoice_code_country("DE"), "DE", "Germany");
	return check_done();
}
