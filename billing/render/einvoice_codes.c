#include "render/einvoice_codes.h"

#include <stddef.h>
#include <string.h>

#include "base/country.h"

/*
 * Currencies that the validation artefacts 1.3.16 of EN 16931 accept (BR-CL-04):
 * ISO 4217 of some years ago.  BGN, ANG and STN, for one, are not among them.
 */
static const char currencies[] =
    "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB "
    "BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW CLF CLP CNH CNY COP "
    "COU CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL "
    "GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD "
    "JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD "
    "MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN "
    "NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF "
    "SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STD SVC SYP SZL THB TJS "
    "TMT TND TOP TRY TTD TWD TZS UAH UGX USD USN UYI UYU UYW UZS VES VED "
    "VND VUV WST XAF XAG XAU XBA XBB XBC XBD XCD XCG XDR XOF XPD XPF XPT "
    "XSU XTS XUA XXX YER ZAR ZMW ZWG ";

/* The codes have their place at every fourth byte. */
bool
einvoice_code_currency(const char *code)
{
	if (strlen(code) != 3)
		return false;
	for (const char *p = currencies; *p != '\0'; p += 4)
		if (memcmp(p, code, 3) == 0)
			return true;
	return false;
}

const char *
einvoice_code_country(const char *country)
{
	return strcmp(country, "XK") == 0 ? "1A" : country;
}

bool
einvoice_code_vat_prefix(const char *id)
{
	static const char *const more[] = { "EL", "XI", "1A" };
	char code[3] = { 0 };

	for (size_t i = 0; i < sizeof(more) / sizeof(more[0]); i++)
		if (strncmp(id, more[i], 2) == 0)
			return true;
	memcpy(code, id, strnlen(id, 2));
	return strcmp(code, "XK") != 0 && country_check(code);
}
