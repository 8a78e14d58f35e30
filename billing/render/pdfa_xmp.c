#include "render/pdfa_xmp.h"

#include "base/buf.h"
#include "base/markup.h"

static void
put_element(struct buf *b, const char *before, const char *text,
    const char *after)
{
	if (text[0] == '\0')
		return;
	buf_str(b, before);
	markup_add(b, text);
	buf_str(b, after);
}

/*
 * The extension schema of the four fx properties: PDF/A wants every property
 * that XMP does not know described in the file (ISO 19005-3, 6.6.2.3.3).
 */
static const struct {
	const char *name, *description;
} properties[] = {
	{ "DocumentFileName", "name of the embedded XML invoice file" },
	{ "DocumentType", "INVOICE" },
	{ "Version", "The actual version of the Factur-X XML schema" },
	{ "ConformanceLevel",
	    "The conformance level of the embedded Factur-X data" },
};

#define FX                "urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#"
#define ABOUT(namespaces) "  <rdf:Description rdf:about=\"\"" namespaces ">\n"
#define END               "  </rdf:Description>\n"

static void
put_schema(struct buf *b)
{
	buf_str(b,
	    ABOUT(
		" xmlns:pdfaExtension="
		"\"http://www.aiim.org/pdfa/ns/extension/\""
		" xmlns:pdfaSchema=\"http://www.aiim.org/pdfa/ns/schema#\""
		" xmlns:pdfaProperty="
		"\"http://www.aiim.org/pdfa/ns/property#\"") "   <pdfaExtension:schemas><rdf:Bag>"
							     "<rdf:li rdf:parseType=\"Resource\">\n"
							     "    <pdfaSchema:schema>Factur-X PDFA Extension Schema"
							     "</pdfaSchema:schema>\n"
							     "    <pdfaSchema:namespaceURI>" FX
							     "</pdfaSchema:namespaceURI>\n"
							     "    <pdfaSchema:prefix>fx</pdfaSchema:prefix>\n"
							     "    <pdfaSchema:property><rdf:Seq>\n");
	for (size_t i = 0; i < sizeof(properties) / sizeof(properties[0]); i++)
		buf_printf(b,
		    "     <rdf:li rdf:parseType=\"Resource\">\n"
		    "      <pdfaProperty:name>%s</pdfaProperty:name>\n"
		    "      <pdfaProperty:valueType>Text"
		    "</pdfaProperty:valueType>\n"
		    "      <pdfaProperty:category>external"
		    "</pdfaProperty:category>\n"
		    "      <pdfaProperty:description>%s"
		    "</pdfaProperty:description>\n"
		    "     </rdf:li>\n",
		    properties[i].name, properties[i].description);
	buf_str(b,
	    "    </rdf:Seq></pdfaSchema:property>\n"
	    "   </rdf:li></rdf:Bag></pdfaExtension:schemas>\n" END);
}

/* Version 1.0 is that of Factur-X and ZUGFeRD from 2.1 on. */
static void
put_invoice(struct buf *b, const struct pdfa_xmp *x)
{
	buf_str(b,
	    ABOUT(" xmlns:fx=\"" FX "\"") "   <fx:DocumentType>INVOICE"
					  "</fx:DocumentType>\n");
	put_element(b, "   <fx:DocumentFileName>", x->xml_name,
	    "</fx:DocumentFileName>\n");
	buf_str(b, "   <fx:Version>1.0</fx:Version>\n");
	put_element(b, "   <fx:ConformanceLevel>", x->level,
	    "</fx:ConformanceLevel>\n");
	buf_str(b, END);
}

void
pdfa_xmp_write(const struct pdfa_xmp *x, struct buf *b)
{
	buf_str(b,
	    "<?xpacket begin=\"\xef\xbb\xbf\""
	    " id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"
	    "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\n"
	    " <rdf:RDF xmlns:rdf="
	    "\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n" ABOUT(
		" xmlns:pdfaid=\"http://www.aiim.org/pdfa/ns/id/\"") "   <pdfaid:part>3</pdfaid:part>\n"
								     "   <pdfaid:conformance>B</pdfaid:conformance>\n" END
									 ABOUT(
									     " xmlns:dc=\"http://purl.org/dc/elements/1.1/\""));
	put_element(b, "   <dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">",
	    x->title, "</rdf:li></rdf:Alt></dc:title>\n");
	put_element(b, "   <dc:creator><rdf:Seq><rdf:li>", x->author,
	    "</rdf:li></rdf:Seq></dc:creator>\n");
	buf_str(b, END ABOUT(" xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\""));
	put_element(b, "   <pdf:Producer>", x->producer, "</pdf:Producer>\n");
	buf_str(b, END ABOUT(" xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\""));
	put_element(b, "   <xmp:CreateDate>", x->created,
	    "</xmp:CreateDate>\n");
	buf_str(b, END);
	if (x->xml_name != NULL) {
		put_schema(b);
		put_invoice(b, x);
	}
	buf_str(b, " </rdf:RDF>\n</x:xmpmeta>\n<?xpacket end=\"r\"?>\n");
}
