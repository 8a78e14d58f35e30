#include "render/ubl.h"

/* clang-format off: one element a line, in the order of the schema */
#define T(path, term)                                        \
	{                                                    \
		path, EINVOICE_ROW_TEXT, term, NULL, NULL, 0 \
	}
#define T_INVOICE(path, term)                              \
	{                                                  \
		path, EINVOICE_ROW_TEXT, term, NULL, NULL, \
		    EINVOICE_ROOT_INVOICE                  \
	}
#define T_CREDIT(path, term)                               \
	{                                                  \
		path, EINVOICE_ROW_TEXT, term, NULL, NULL, \
		    EINVOICE_ROOT_CREDIT                   \
	}
#define A(path, term)                                          \
	{                                                      \
		path, EINVOICE_ROW_AMOUNT, term, NULL, NULL, 0 \
	}
#define C(path, text, term)                                      \
	{                                                        \
		path, EINVOICE_ROW_CONSTANT, term, text, NULL, 0 \
	}
#define GROUP(path, scope, rows, root)                            \
	{                                                         \
		path, EINVOICE_ROW_GROUP, scope, NULL, rows, root \
	}
#define END                                               \
	{                                                 \
		NULL, EINVOICE_ROW_TEXT, 0, NULL, NULL, 0 \
	}

static const struct einvoice_row attribute[] = { T("cbc:Name", BT_160),
	T("cbc:Value", BT_161), END };

#define ITEM     "cac:Item/"
#define ITEM_TAX ITEM "cac:ClassifiedTaxCategory/"
static const struct einvoice_row line[] = { T("cbc:ID", BT_126),
	T_INVOICE("cbc:InvoicedQuantity/@unitCode", BT_130),
	T_INVOICE("cbc:InvoicedQuantity", BT_129),
	T_CREDIT("cbc:CreditedQuantity/@unitCode", BT_130),
	T_CREDIT("cbc:CreditedQuantity", BT_129),
	A("cbc:LineExtensionAmount", BT_131),
	T("cac:InvoicePeriod/cbc:StartDate", BT_134),
	T("cac:InvoicePeriod/cbc:EndDate", BT_135),
	T(ITEM "cbc:Description", BT_154), T(ITEM "cbc:Name", BT_153),
	T(ITEM "cac:SellersItemIdentification/cbc:ID", BT_155),
	T(ITEM_TAX "cbc:ID", BT_151), T(ITEM_TAX "cbc:Percent", BT_152),
	C(ITEM_TAX "cac:TaxScheme/cbc:ID", "VAT", BT_151),
	GROUP(ITEM "cac:AdditionalItemProperty", EINVOICE_ATTRIBUTE, attribute,
	    0),
	A("cac:Price/cbc:PriceAmount", BT_146),
	T("cac:Price/cbc:BaseQuantity/@unitCode", BT_150),
	T("cac:Price/cbc:BaseQuantity", BT_149), END };

#define CATEGORY "cac:TaxCategory/"
static const struct einvoice_row tax[] = { A("cbc:TaxableAmount", BT_116),
	A("cbc:TaxAmount", BT_117), T(CATEGORY "cbc:ID", BT_118),
	T(CATEGORY "cbc:Percent", BT_119),
	T(CATEGORY "cbc:TaxExemptionReasonCode", BT_121),
	T(CATEGORY "cbc:TaxExemptionReason", BT_120),
	C(CATEGORY "cac:TaxScheme/cbc:ID", "VAT", BT_118), END };

#define BEFORE   "cac:BillingReference/cac:InvoiceDocumentReference/"
#define SELLER   "cac:AccountingSupplierParty/cac:Party/"
#define BUYER    "cac:AccountingCustomerParty/cac:Party/"
#define CREDITOR "cac:PartyIdentification[cbc:ID/@schemeID='SEPA']/cbc:ID"
#define OWN_ID   "cac:PartyIdentification[not(cbc:ID/@schemeID='SEPA')]/cbc:ID"
#define ADDRESS  "cac:PostalAddress/"
#define VAT_ID   "cac:PartyTaxScheme[cac:TaxScheme/cbc:ID='VAT']/"
#define TAX_NO   "cac:PartyTaxScheme[cac:TaxScheme/cbc:ID='FC']/"
#define LEGAL    "cac:PartyLegalEntity/"
#define CONTACT  "cac:Contact/"
#define DELIVERY "cac:Delivery/cac:DeliveryLocation/cac:Address/"
#define MEANS    "cac:PaymentMeans/"
#define ACCOUNT  MEANS "cac:PayeeFinancialAccount/"
#define MANDATE  MEANS "cac:PaymentMandate/"
#define SUMS     "cac:LegalMonetaryTotal/"
static const struct einvoice_row rows[] = { T("cbc:CustomizationID", BT_24),
	T("cbc:ProfileID", BT_23), T("cbc:ID", BT_1), T("cbc:IssueDate", BT_2),
	T_INVOICE("cbc:DueDate", BT_9), T_INVOICE("cbc:InvoiceTypeCode", BT_3),
	T_CREDIT("cbc:CreditNoteTypeCode", BT_3), T("cbc:Note", BT_22),
	T("cbc:DocumentCurrencyCode", BT_5), T("cbc:BuyerReference", BT_10),
	T("cac:InvoicePeriod/cbc:StartDate", BT_73),
	T("cac:InvoicePeriod/cbc:EndDate", BT_74), T(BEFORE "cbc:ID", BT_25),
	T(BEFORE "cbc:IssueDate", BT_26),
	T("cac:ContractDocumentReference/cbc:ID", BT_12),
	T(SELLER "cbc:EndpointID/@schemeID", BT_34_SCHEME),
	T(SELLER "cbc:EndpointID", BT_34), T(SELLER OWN_ID, BT_29),
	C(SELLER CREDITOR "/@schemeID", "SEPA", BT_90),
	T(SELLER CREDITOR, BT_90), T(SELLER ADDRESS "cbc:StreetName", BT_35),
	T(SELLER ADDRESS "cbc:CityName", BT_37),
	T(SELLER ADDRESS "cbc:PostalZone", BT_38),
	T(SELLER ADDRESS "cac:Country/cbc:IdentificationCode", BT_40),
	T(SELLER VAT_ID "cbc:CompanyID", BT_31),
	C(SELLER VAT_ID "cac:TaxScheme/cbc:ID", "VAT", BT_31),
	T(SELLER TAX_NO "cbc:CompanyID", BT_32),
	C(SELLER TAX_NO "cac:TaxScheme/cbc:ID", "FC", BT_32),
	T(SELLER LEGAL "cbc:RegistrationName", BT_27),
	T(SELLER LEGAL "cbc:CompanyID", BT_30),
	T(SELLER CONTACT "cbc:Name", BT_41),
	T(SELLER CONTACT "cbc:Telephone", BT_42),
	T(SELLER CONTACT "cbc:ElectronicMail", BT_43),
	T(BUYER "cbc:EndpointID/@schemeID", BT_49_SCHEME),
	T(BUYER "cbc:EndpointID", BT_49),
	T(BUYER "cac:PartyIdentification/cbc:ID", BT_46),
	T(BUYER ADDRESS "cbc:StreetName", BT_50),
	T(BUYER ADDRESS "cbc:CityName", BT_52),
	T(BUYER ADDRESS "cbc:PostalZone", BT_53),
	T(BUYER ADDRESS "cac:Country/cbc:IdentificationCode", BT_55),
	T(BUYER VAT_ID "cbc:CompanyID", BT_48),
	C(BUYER VAT_ID "cac:TaxScheme/cbc:ID", "VAT", BT_48),
	T(BUYER LEGAL "cbc:RegistrationName", BT_44),
	T(BUYER LEGAL "cbc:CompanyID", BT_47),
	T(BUYER CONTACT "cbc:Name", BT_56),
	T(BUYER CONTACT "cbc:Telephone", BT_57),
	T(BUYER CONTACT "cbc:ElectronicMail", BT_58),
	T(DELIVERY "cbc:StreetName", BT_75), T(DELIVERY "cbc:CityName", BT_77),
	T(DELIVERY "cbc:PostalZone", BT_78),
	T(DELIVERY "cac:Country/cbc:IdentificationCode", BT_80),
	T("cac:Delivery/cac:DeliveryParty/cac:PartyName/cbc:Name", BT_70),
	T(MEANS "cbc:PaymentMeansCode", BT_81),
	T_CREDIT(MEANS "cbc:PaymentDueDate", BT_9),
	T(MEANS "cbc:PaymentID", BT_83), T(ACCOUNT "cbc:ID", BT_84),
	T(ACCOUNT "cbc:Name", BT_85),
	T(ACCOUNT "cac:FinancialInstitutionBranch/cbc:ID", BT_86),
	T(MANDATE "cbc:ID", BT_89),
	T(MANDATE "cac:PayerFinancialAccount/cbc:ID", BT_91),
	A("cac:TaxTotal/cbc:TaxAmount", BT_110),
	GROUP("cac:TaxTotal/cac:TaxSubtotal", EINVOICE_TAX, tax, 0),
	A(SUMS "cbc:LineExtensionAmount", BT_106),
	A(SUMS "cbc:TaxExclusiveAmount", BT_109),
	A(SUMS "cbc:TaxInclusiveAmount", BT_112),
	A(SUMS "cbc:PrepaidAmount", BT_113),
	A(SUMS "cbc:PayableAmount", BT_115),
	GROUP("cac:InvoiceLine", EINVOICE_LINE, line, EINVOICE_ROOT_INVOICE),
	GROUP("cac:CreditNoteLine", EINVOICE_LINE, line, EINVOICE_ROOT_CREDIT),
	END };

#define URN "urn:oasis:names:specification:ubl:schema:xsd:"
#define COMMON                                        \
	{ "cac", URN "CommonAggregateComponents-2" }, \
	    { "cbc", URN "CommonBasicComponents-2" }, \
	{                                             \
		NULL, NULL                            \
	}
static const struct einvoice_namespace invoice[] = { { "", URN "Invoice-2" },
	COMMON };
static const struct einvoice_namespace credit[] = { { "", URN "CreditNote-2" },
	COMMON };

const struct einvoice_syntax ubl_syntax = {
	.name = "UBL",
	.invoice_root = "Invoice",
	.credit_root = "CreditNote",
	.invoice_namespaces = invoice,
	.credit_namespaces = credit,
	.rows = rows,
};
