#include "render/cii.h"

/* clang-format off: one element a line, in the order of the schema */
#define T(path, term)                                        \
	{                                                    \
		path, EINVOICE_ROW_TEXT, term, NULL, NULL, 0 \
	}
#define C(path, text, term)                                      \
	{                                                        \
		path, EINVOICE_ROW_CONSTANT, term, text, NULL, 0 \
	}
#define D(path, term)                                        \
	C(path "/@format", "102", term),                     \
	{                                                    \
		path, EINVOICE_ROW_DATE, term, NULL, NULL, 0 \
	}
#define GROUP(path, scope, rows)                               \
	{                                                      \
		path, EINVOICE_ROW_GROUP, scope, NULL, rows, 0 \
	}
#define OPEN(path)                                        \
	{                                                 \
		path, EINVOICE_ROW_OPEN, 0, NULL, NULL, 0 \
	}
#define END                                               \
	{                                                 \
		NULL, EINVOICE_ROW_TEXT, 0, NULL, NULL, 0 \
	}

static const struct einvoice_row attribute[] = { T("ram:Description", BT_160),
	T("ram:Value", BT_161), END };

#define PRODUCT  "ram:SpecifiedTradeProduct/"
#define PRICE    "ram:SpecifiedLineTradeAgreement/ram:NetPriceProductTradePrice/"
#define QUANTITY "ram:SpecifiedLineTradeDelivery/ram:BilledQuantity"
#define LINE_END "ram:SpecifiedLineTradeSettlement/"
static const struct einvoice_row line[] = {
	T("ram:AssociatedDocumentLineDocument/ram:LineID", BT_126),
	T(PRODUCT "ram:SellerAssignedID", BT_155),
	T(PRODUCT "ram:Name", BT_153), T(PRODUCT "ram:Description", BT_154),
	GROUP(PRODUCT "ram:ApplicableProductCharacteristic", EINVOICE_ATTRIBUTE,
	    attribute),
	T(PRICE "ram:ChargeAmount", BT_146),
	T(PRICE "ram:BasisQuantity/@unitCode", BT_150),
	T(PRICE "ram:BasisQuantity", BT_149), T(QUANTITY "/@unitCode", BT_130),
	T(QUANTITY, BT_129),
	C(LINE_END "ram:ApplicableTradeTax/ram:TypeCode", "VAT", BT_151),
	T(LINE_END "ram:ApplicableTradeTax/ram:CategoryCode", BT_151),
	T(LINE_END "ram:ApplicableTradeTax/ram:RateApplicablePercent", BT_152),
	D(LINE_END
	    "ram:BillingSpecifiedPeriod/ram:StartDateTime/udt:DateTimeString",
	    BT_134),
	D(LINE_END
	    "ram:BillingSpecifiedPeriod/ram:EndDateTime/udt:DateTimeString",
	    BT_135),
	T(LINE_END
	    "ram:SpecifiedTradeSettlementLineMonetarySummation/ram:LineTotalAmount",
	    BT_131),
	END
};

static const struct einvoice_row tax[] = { T("ram:CalculatedAmount", BT_117),
	C("ram:TypeCode", "VAT", BT_118), T("ram:ExemptionReason", BT_120),
	T("ram:BasisAmount", BT_116), T("ram:CategoryCode", BT_118),
	T("ram:ExemptionReasonCode", BT_121),
	T("ram:RateApplicablePercent", BT_119), END };

#define CONTEXT  "rsm:ExchangedDocumentContext/"
#define DOCUMENT "rsm:ExchangedDocument/"
#define TRADE    "rsm:SupplyChainTradeTransaction/"
#define SELLER   TRADE "ram:ApplicableHeaderTradeAgreement/ram:SellerTradeParty/"
#define BUYER    TRADE "ram:ApplicableHeaderTradeAgreement/ram:BuyerTradeParty/"
#define CONTACT  "ram:DefinedTradeContact/"
#define ADDRESS  "ram:PostalTradeAddress/"
#define DELIVERY TRADE "ram:ApplicableHeaderTradeDelivery"
#define SHIP_TO  DELIVERY "/ram:ShipToTradeParty/"
#define VAT_ID   "ram:SpecifiedTaxRegistration[ram:ID/@schemeID='VA']/ram:ID"
#define TAX_NO   "ram:SpecifiedTaxRegistration[ram:ID/@schemeID='FC']/ram:ID"
#define SETTLE   TRADE "ram:ApplicableHeaderTradeSettlement/"
#define MEANS    SETTLE "ram:SpecifiedTradeSettlementPaymentMeans/"
#define TERMS    SETTLE "ram:SpecifiedTradePaymentTerms/"
#define SUMS     SETTLE "ram:SpecifiedTradeSettlementHeaderMonetarySummation/"
static const struct einvoice_row rows[] = {
	T(CONTEXT "ram:BusinessProcessSpecifiedDocumentContextParameter/ram:ID",
	    BT_23),
	T(CONTEXT "ram:GuidelineSpecifiedDocumentContextParameter/ram:ID",
	    BT_24),
	T(DOCUMENT "ram:ID", BT_1), T(DOCUMENT "ram:TypeCode", BT_3),
	D(DOCUMENT "ram:IssueDateTime/udt:DateTimeString", BT_2),
	T(DOCUMENT "ram:IncludedNote/ram:Content", BT_22),
	GROUP(TRADE "ram:IncludedSupplyChainTradeLineItem", EINVOICE_LINE,
	    line),
	T(TRADE "ram:ApplicableHeaderTradeAgreement/ram:BuyerReference", BT_10),
	T(SELLER "ram:ID", BT_29), T(SELLER "ram:Name", BT_27),
	T(SELLER "ram:SpecifiedLegalOrganization/ram:ID", BT_30),
	T(SELLER CONTACT "ram:PersonName", BT_41),
	T(SELLER CONTACT
	    "ram:TelephoneUniversalCommunication/ram:CompleteNumber",
	    BT_42),
	T(SELLER CONTACT "ram:EmailURIUniversalCommunication/ram:URIID", BT_43),
	T(SELLER ADDRESS "ram:PostcodeCode", BT_38),
	T(SELLER ADDRESS "ram:LineOne", BT_35),
	T(SELLER ADDRESS "ram:CityName", BT_37),
	T(SELLER ADDRESS "ram:CountryID", BT_40),
	T(SELLER "ram:URIUniversalCommunication/ram:URIID/@schemeID",
	    BT_34_SCHEME),
	T(SELLER "ram:URIUniversalCommunication/ram:URIID", BT_34),
	C(SELLER VAT_ID "/@schemeID", "VA", BT_31), T(SELLER VAT_ID, BT_31),
	C(SELLER TAX_NO "/@schemeID", "FC", BT_32), T(SELLER TAX_NO, BT_32),
	T(BUYER "ram:ID", BT_46), T(BUYER "ram:Name", BT_44),
	T(BUYER "ram:SpecifiedLegalOrganization/ram:ID", BT_47),
	T(BUYER CONTACT "ram:PersonName", BT_56),
	T(BUYER CONTACT
	    "ram:TelephoneUniversalCommunication/ram:CompleteNumber",
	    BT_57),
	T(BUYER CONTACT "ram:EmailURIUniversalCommunication/ram:URIID", BT_58),
	T(BUYER ADDRESS "ram:PostcodeCode", BT_53),
	T(BUYER ADDRESS "ram:LineOne", BT_50),
	T(BUYER ADDRESS "ram:CityName", BT_52),
	T(BUYER ADDRESS "ram:CountryID", BT_55),
	T(BUYER "ram:URIUniversalCommunication/ram:URIID/@schemeID",
	    BT_49_SCHEME),
	T(BUYER "ram:URIUniversalCommunication/ram:URIID", BT_49),
	C(BUYER VAT_ID "/@schemeID", "VA", BT_48), T(BUYER VAT_ID, BT_48),
	T(TRADE
	    "ram:ApplicableHeaderTradeAgreement/ram:ContractReferencedDocument/ram:IssuerAssignedID",
	    BT_12),
	OPEN(DELIVERY), T(SHIP_TO "ram:Name", BT_70),
	T(SHIP_TO ADDRESS "ram:PostcodeCode", BT_78),
	T(SHIP_TO ADDRESS "ram:LineOne", BT_75),
	T(SHIP_TO ADDRESS "ram:CityName", BT_77),
	T(SHIP_TO ADDRESS "ram:CountryID", BT_80),
	T(SETTLE "ram:CreditorReferenceID", BT_90),
	T(SETTLE "ram:PaymentReference", BT_83),
	T(SETTLE "ram:InvoiceCurrencyCode", BT_5),
	T(MEANS "ram:TypeCode", BT_81),
	T(MEANS "ram:PayerPartyDebtorFinancialAccount/ram:IBANID", BT_91),
	T(MEANS "ram:PayeePartyCreditorFinancialAccount/ram:IBANID", BT_84),
	T(MEANS "ram:PayeePartyCreditorFinancialAccount/ram:AccountName",
	    BT_85),
	T(MEANS "ram:PayeeSpecifiedCreditorFinancialInstitution/ram:BICID",
	    BT_86),
	GROUP(SETTLE "ram:ApplicableTradeTax", EINVOICE_TAX, tax),
	D(SETTLE
	    "ram:BillingSpecifiedPeriod/ram:StartDateTime/udt:DateTimeString",
	    BT_73),
	D(SETTLE
	    "ram:BillingSpecifiedPeriod/ram:EndDateTime/udt:DateTimeString",
	    BT_74),
	D(TERMS "ram:DueDateDateTime/udt:DateTimeString", BT_9),
	T(TERMS "ram:DirectDebitMandateID", BT_89),
	T(SUMS "ram:LineTotalAmount", BT_106),
	T(SUMS "ram:TaxBasisTotalAmount", BT_109),
	T(SUMS "ram:TaxTotalAmount/@currencyID", BT_5),
	T(SUMS "ram:TaxTotalAmount", BT_110),
	T(SUMS "ram:GrandTotalAmount", BT_112),
	T(SUMS "ram:TotalPrepaidAmount", BT_113),
	T(SUMS "ram:DuePayableAmount", BT_115),
	T(SETTLE "ram:InvoiceReferencedDocument/ram:IssuerAssignedID", BT_25),
	C(SETTLE
	    "ram:InvoiceReferencedDocument/ram:FormattedIssueDateTime/qdt:DateTimeString/@format",
	    "102", BT_26),
	{ SETTLE
	    "ram:InvoiceReferencedDocument/ram:FormattedIssueDateTime/qdt:DateTimeString",
	    EINVOICE_ROW_DATE, BT_26, NULL, NULL, 0 },
	END
};

#define URN "urn:un:unece:uncefact:data:"
static const struct einvoice_namespace namespaces[] = {
	{ "rsm", URN "standard:CrossIndustryInvoice:100" },
	{ "ram",
	    URN "standard:ReusableAggregateBusinessInformationEntity:100" },
	{ "qdt", URN "standard:QualifiedDataType:100" },
	{ "udt", URN "standard:UnqualifiedDataType:100" }, { NULL, NULL }
};

const struct einvoice_syntax cii_syntax = {
	.name = "CII",
	.invoice_root = "rsm:CrossIndustryInvoice",
	.credit_root = "rsm:CrossIndustryInvoice",
	.invoice_namespaces = namespaces,
	.credit_namespaces = namespaces,
	.rows = rows,
};
