#include "document/wording.h"

#include <assert.h>
#include <stddef.h>
#include <string.h>

/*
 * Reverse charge in the words of article 226 (11a) of directive 2006/112/EC in
 * each language; the exemptions as national laws put them.
 */
static const char *const languages[] = { "en", "de", "fr", "es", "it", "nl",
	"pl", "pt", NULL };
#define N_LANGUAGES (sizeof(languages) / sizeof(languages[0]) - 1)

/* clang-format off: one language a line, in the order above */
static const char *const words[WORDING_COUNT][N_LANGUAGES] = {
	[WORDING_CORRECTION] = {
		"Corrected invoice follows",
		"Berichtigte Rechnung folgt",
		"Facture rectifiée ci-après",
		"Sigue factura rectificada",
		"Segue fattura rettificata",
		"Gecorrigeerde factuur volgt",
		"Następuje faktura skorygowana",
		"Segue fatura retificada",
	},
	[WORDING_MINIMUM] = {
		"Minimum charge",
		"Mindestbetrag",
		"Montant minimum",
		"Importe mínimo",
		"Importo minimo",
		"Minimumbedrag",
		"Kwota minimalna",
		"Valor mínimo",
	},
	[WORDING_TAX_E] = {
		"Exempt from VAT",
		"Steuerfrei",
		"Exonéré de TVA",
		"Operación exenta de IVA",
		"Operazione esente da IVA",
		"Vrijgesteld van btw",
		"Zwolnione z VAT",
		"Isento de IVA",
	},
	[WORDING_TAX_AE] = {
		"Reverse charge",
		"Steuerschuldnerschaft des Leistungsempfängers",
		"Autoliquidation",
		"Inversión del sujeto pasivo",
		"Inversione contabile",
		"Btw verlegd",
		"Odwrotne obciążenie",
		"Autoliquidação",
	},
	[WORDING_TAX_K] = {
		"Intra-Community supply exempt from VAT",
		"Steuerfreie innergemeinschaftliche Lieferung",
		"Livraison intracommunautaire exonérée de TVA",
		"Entrega intracomunitaria exenta de IVA",
		"Cessione intracomunitaria non imponibile IVA",
		"Intracommunautaire levering, vrijgesteld van btw",
		"Wewnątrzwspólnotowa dostawa towarów, stawka 0%",
		"Transmissão intracomunitária isenta de IVA",
	},
	[WORDING_TAX_G] = {
		"Export outside the EU exempt from VAT",
		"Steuerfreie Ausfuhr",
		"Exportation hors UE exonérée de TVA",
		"Exportación fuera de la UE exenta de IVA",
		"Esportazione fuori dall'UE non imponibile IVA",
		"Uitvoer buiten de EU, vrijgesteld van btw",
		"Eksport poza UE, stawka 0%",
		"Exportação para fora da UE isenta de IVA",
	},
	[WORDING_TAX_O] = {
		"Services outside scope of tax",
		"Nicht im Inland steuerbar",
		"Opération hors du champ d'application de la TVA",
		"Operación no sujeta a IVA",
		"Operazione fuori campo IVA",
		"Buiten de werkingssfeer van de btw",
		"Nie podlega VAT",
		"Operação não sujeita a IVA",
	},
};
/* clang-format on */

const char *
wording(enum wording which, const char *language)
{
	assert(which < WORDING_COUNT);
	for (size_t i = 0; i < N_LANGUAGES; i++)
		if (strncmp(language, languages[i], 2) == 0)
			return words[which][i];
	return words[which][0];
}

const char *const *
wording_languages(void)
{
	return languages;
}
