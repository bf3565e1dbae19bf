#include "scanner/content/html_name.h"

#include "core/attributes.h"
#include "scanner/word_list.h"

/* Of each letter those first that mail is full of. */
static const struct word_list inline_elements = { {
	WORDS('a', "a", "abbr", "acronym", "area", "audio"),
	WORDS('b', "b", "base", "basefont", "bdi", "bdo", "big", "button"),
	WORDS('c', "canvas", "cite", "code", "col", "colgroup"),
	WORDS('d', "data", "datalist", "del", "dfn"), WORDS('e', "em", "embed"),
	WORDS('f', "font", "frame"), WORDS('g', "g"),
	WORDS('i', "img", "i", "image", "input", "ins"), WORDS('k', "kbd"),
	WORDS('l', "label", "link"), WORDS('m', "map", "mark", "marquee", "meta", "meter"),
	WORDS('n', "nobr"), WORDS('o', "object", "output"),
	WORDS('p', "param", "path", "picture", "progress"), WORDS('q', "q"),
	WORDS('r', "rect", "rp", "rt", "ruby"),
	WORDS('s', "span", "strong", "s", "samp", "slot", "small", "source", "strike", "sub",
	      "sup", "svg"),
	WORDS('t', "time", "track", "tt"), WORDS('u', "u"), WORDS('v', "var", "video"),
	WORDS('w', "wbr"),
} };

static const struct word_list blocks = { {
	WORDS('a', "address", "article", "aside"), WORDS('b', "br", "blockquote", "body"),
	WORDS('c', "caption", "center"),
	WORDS('d', "div", "dd", "details", "dialog", "dir", "dl", "dt"),
	WORDS('f', "fieldset", "figcaption", "figure", "footer", "form", "frameset"),
	WORDS('h', "h1", "h2", "h3", "h4", "h5", "h6", "head", "header", "hgroup", "hr", "html"),
	WORDS('i', "iframe", "isindex"), WORDS('l', "li", "legend"), WORDS('m', "main", "menu"),
	WORDS('n', "nav", "noframes", "noscript"), WORDS('o', "ol", "optgroup", "option"),
	WORDS('p', "p"), WORDS('s', "search", "section", "select", "summary"), WORDS('t', "title"),
	WORDS('u', "ul"),
} };

static const struct word_list cells = { {
	WORDS('t', "td", "th"),
} };

static const struct word_list rows = { {
	WORDS('t', "tr", "table", "tbody", "tfoot", "thead"),
} };

static const struct word_list preformatted = { {
	WORDS('l', "listing"), WORDS('p', "plaintext", "pre"), WORDS('t', "textarea"),
	WORDS('x', "xmp"),
} };

static const struct word_list raw_elements = { {
	WORDS('s', "script", "style"),
} };

static const struct word_list mute_attributes = { {
	WORDS('a', "align", "alink", "allowfullscreen", "async", "autocomplete", "autoplay"),
	WORDS('b', "bgcolor", "border", "bordercolor"),
	WORDS('c', "class", "cellpadding", "cellspacing", "color", "charset", "checked", "clear",
	      "cols", "colspan", "compact", "controls", "crossorigin"),
	WORDS('d', "d", "decoding", "defer", "dir", "disabled", "draggable"), WORDS('e', "enctype"),
	WORDS('f', "face", "fill", "frameborder"),
	WORDS('h', "height", "hidden", "hspace", "http-equiv"),
	WORDS('i', "id", "integrity", "itemprop", "itemscope", "itemtype"),
	WORDS('l', "lang", "language", "leftmargin", "link", "loading"),
	WORDS('m', "marginheight", "marginwidth", "media", "method", "multiple"),
	WORDS('n', "name", "noshade", "nowrap"),
	WORDS('r', "rel", "readonly", "required", "role", "rows", "rowspan", "rules"),
	WORDS('s', "style", "size", "scope", "scrolling", "selected", "sizes", "spellcheck", "start",
	      "stroke"),
	WORDS('t', "target", "type", "tabindex", "topmargin", "translate"),
	WORDS('v', "valign", "version", "viewbox", "vlink", "vspace"), WORDS('w', "width"),
	WORDS('x', "xmlns"),
} };

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
	/* The most frequent first. */
	if (word_list_has(&inline_elements, name))
		return HTML_INLINE;
	if (word_list_has(&blocks, name))
		return HTML_BLOCK;
	if (word_list_has(&cells, name))
		return HTML_CELL;
	if (word_list_has(&rows, name))
		return HTML_ROW;
	if (word_list_has(&preformatted, name))
		return HTML_PREFORMATTED;
	if (word_list_has(&raw_elements, name))
		return HTML_RAW;
	return is_office_element(name) ? HTML_INLINE : HTML_UNKNOWN;
}

bool
html_attribute_is_mute(struct bytes name)
{
	return word_list_has(&mute_attributes, name) ||
	       bytes_equal_nocase(bytes_slice(name, 0, 6), bytes_of_string("xmlns:"));
}
