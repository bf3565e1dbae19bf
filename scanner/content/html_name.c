#include "scanner/content/html_name.h"

#include <stdlib.h>

#include "core/attributes.h"

/* Longest name in either table and its terminator. */
#define NAME_SIZE 16

struct element {
	const char name[NAME_SIZE];
	enum html_element element;
};

/* Sorted by byte value. */
static const struct element elements[] = {
	{ "a", HTML_INLINE }, { "abbr", HTML_INLINE }, { "acronym", HTML_INLINE },
	{ "address", HTML_BLOCK }, { "area", HTML_INLINE }, { "article", HTML_BLOCK },
	{ "aside", HTML_BLOCK }, { "audio", HTML_INLINE }, { "b", HTML_INLINE },
	{ "base", HTML_INLINE }, { "basefont", HTML_INLINE }, { "bdi", HTML_INLINE },
	{ "bdo", HTML_INLINE }, { "big", HTML_INLINE }, { "blockquote", HTML_BLOCK },
	{ "body", HTML_BLOCK }, { "br", HTML_BLOCK }, { "button", HTML_INLINE },
	{ "canvas", HTML_INLINE }, { "caption", HTML_BLOCK }, { "center", HTML_BLOCK },
	{ "cite", HTML_INLINE }, { "code", HTML_INLINE }, { "col", HTML_INLINE },
	{ "colgroup", HTML_INLINE }, { "data", HTML_INLINE }, { "datalist", HTML_INLINE },
	{ "dd", HTML_BLOCK }, { "del", HTML_INLINE }, { "details", HTML_BLOCK },
	{ "dfn", HTML_INLINE }, { "dialog", HTML_BLOCK }, { "dir", HTML_BLOCK },
	{ "div", HTML_BLOCK }, { "dl", HTML_BLOCK }, { "dt", HTML_BLOCK }, { "em", HTML_INLINE },
	{ "embed", HTML_INLINE }, { "fieldset", HTML_BLOCK }, { "figcaption", HTML_BLOCK },
	{ "figure", HTML_BLOCK }, { "font", HTML_INLINE }, { "footer", HTML_BLOCK },
	{ "form", HTML_BLOCK }, { "frame", HTML_INLINE }, { "frameset", HTML_BLOCK },
	{ "g", HTML_INLINE }, { "h1", HTML_BLOCK }, { "h2", HTML_BLOCK }, { "h3", HTML_BLOCK },
	{ "h4", HTML_BLOCK }, { "h5", HTML_BLOCK }, { "h6", HTML_BLOCK }, { "head", HTML_BLOCK },
	{ "header", HTML_BLOCK }, { "hgroup", HTML_BLOCK }, { "hr", HTML_BLOCK },
	{ "html", HTML_BLOCK }, { "i", HTML_INLINE }, { "iframe", HTML_BLOCK },
	{ "image", HTML_INLINE }, { "img", HTML_INLINE }, { "input", HTML_INLINE },
	{ "ins", HTML_INLINE }, { "isindex", HTML_BLOCK }, { "kbd", HTML_INLINE },
	{ "label", HTML_INLINE }, { "legend", HTML_BLOCK }, { "li", HTML_BLOCK },
	{ "link", HTML_INLINE }, { "listing", HTML_PREFORMATTED }, { "main", HTML_BLOCK },
	{ "map", HTML_INLINE }, { "mark", HTML_INLINE }, { "marquee", HTML_INLINE },
	{ "menu", HTML_BLOCK }, { "meta", HTML_INLINE }, { "meter", HTML_INLINE },
	{ "nav", HTML_BLOCK }, { "nobr", HTML_INLINE }, { "noframes", HTML_BLOCK },
	{ "noscript", HTML_BLOCK }, { "object", HTML_INLINE }, { "ol", HTML_BLOCK },
	{ "optgroup", HTML_BLOCK }, { "option", HTML_BLOCK }, { "output", HTML_INLINE },
	{ "p", HTML_BLOCK }, { "param", HTML_INLINE }, { "path", HTML_INLINE },
	{ "picture", HTML_INLINE }, { "plaintext", HTML_PREFORMATTED },
	{ "pre", HTML_PREFORMATTED }, { "progress", HTML_INLINE }, { "q", HTML_INLINE },
	{ "rect", HTML_INLINE }, { "rp", HTML_INLINE }, { "rt", HTML_INLINE },
	{ "ruby", HTML_INLINE }, { "s", HTML_INLINE }, { "samp", HTML_INLINE },
	{ "script", HTML_RAW }, { "search", HTML_BLOCK }, { "section", HTML_BLOCK },
	{ "select", HTML_BLOCK }, { "slot", HTML_INLINE }, { "small", HTML_INLINE },
	{ "source", HTML_INLINE }, { "span", HTML_INLINE }, { "strike", HTML_INLINE },
	{ "strong", HTML_INLINE }, { "style", HTML_RAW }, { "sub", HTML_INLINE },
	{ "summary", HTML_BLOCK }, { "sup", HTML_INLINE }, { "svg", HTML_INLINE },
	{ "table", HTML_ROW }, { "tbody", HTML_ROW }, { "td", HTML_CELL },
	{ "textarea", HTML_PREFORMATTED }, { "tfoot", HTML_ROW }, { "th", HTML_CELL },
	{ "thead", HTML_ROW }, { "time", HTML_INLINE }, { "title", HTML_BLOCK },
	{ "tr", HTML_ROW }, { "track", HTML_INLINE }, { "tt", HTML_INLINE },
	{ "u", HTML_INLINE }, { "ul", HTML_BLOCK }, { "var", HTML_INLINE },
	{ "video", HTML_INLINE }, { "wbr", HTML_INLINE }, { "xmp", HTML_PREFORMATTED },
};

/* Sorted by byte value. */
static const char mute_attributes[][NAME_SIZE] = {
	"align", "alink", "allowfullscreen", "async", "autocomplete", "autoplay", "bgcolor",
	"border", "bordercolor", "cellpadding", "cellspacing", "charset", "checked", "class",
	"clear", "color", "cols", "colspan", "compact", "controls", "crossorigin", "d",
	"decoding", "defer", "dir", "disabled", "draggable", "enctype", "face", "fill",
	"frameborder", "height", "hidden", "hspace", "http-equiv", "id", "integrity", "itemprop",
	"itemscope", "itemtype", "lang", "language", "leftmargin", "link", "loading",
	"marginheight", "marginwidth", "media", "method", "multiple", "name", "noshade",
	"nowrap", "readonly", "rel", "required", "role", "rows", "rowspan", "rules", "scope",
	"scrolling", "selected", "size", "sizes", "spellcheck", "start", "stroke", "style",
	"tabindex", "target", "topmargin", "translate", "type", "valign", "version", "viewbox",
	"vlink", "vspace", "width", "xmlns",
};

static int
compare_element(const void *key, const void *element)
{
	return strcmp(key, ((const struct element *)element)->name);
}

static int
compare_name(const void *key, const void *element)
{
	return strcmp(key, element);
}

/* False when `name` is too long to be in a table. */
static bool
lower_case(struct bytes name, char lower[NAME_SIZE])
{
	if (name.length >= NAME_SIZE)
		return false;
	for (size_t i = 0; i < name.length; i++)
		lower[i] = (char)byte_lower(name.data[i]);
	lower[name.length] = '\0';
	return true;
}

/* Elements that Microsoft's programs write: "<o:p>", "<v:shape>", "<st1:place>". */
static bool
is_office_element(struct bytes name)
{
	static const char *const prefixes[] = { "o:", "v:", "w:", "m:", "x:", "st1:" };
	for (size_t i = 0; i < ARRAY_LENGTH(prefixes); i++) {
		struct bytes prefix = bytes_of_string(prefixes[i]);
		if (bytes_equal_nocase(bytes_slice(name, 0, prefix.length), prefix))
			return true;
	}
	return false;
}

enum html_element
html_element_find(struct bytes name)
{
	char lower[NAME_SIZE];
	const struct element *found = NULL;
	if (lower_case(name, lower))
		found = bsearch(lower, elements, ARRAY_LENGTH(elements), sizeof(*elements),
		                compare_element);
	if (found != NULL)
		return found->element;
	return is_office_element(name) ? HTML_INLINE : HTML_UNKNOWN;
}

bool
html_attribute_is_mute(struct bytes name)
{
	char lower[NAME_SIZE];
	if (bytes_equal_nocase(bytes_slice(name, 0, 6), bytes_of_string("xmlns:")))
		return true;
	return lower_case(name, lower) &&
	       bsearch(lower, mute_attributes, ARRAY_LENGTH(mute_attributes),
	               sizeof(*mute_attributes), compare_name) != NULL;
}
