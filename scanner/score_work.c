/*
 * The words of each letter are a macro, which is expanded once for each list: so a list is a
 * constant, and none is searched for the words of another.
 */
#include "scanner/score_work.h"

#include "scanner/words.h"

/*
 * Behind each word whether it is of topics, of work, of lessons and of notices (score_work.h):
 * x if it is, X if for certain, o if not.
 */
#define A_WORDS(W, USE) \
	W(USE, "about", x,o,o,o) W(USE, "accepted", o,x,o,o) W(USE, "account", o,x,o,o) \
	W(USE, "advocate", x,o,o,o) W(USE, "agenda", o,x,o,x) W(USE, "aide", x,o,o,o) \
	W(USE, "alumni", o,o,o,x) W(USE, "amendment", o,o,x,o) W(USE, "anniversary", o,o,o,x) \
	W(USE, "announce", o,x,o,x) W(USE, "announces", o,x,o,x) W(USE, "announcing", o,o,o,x) \
	W(USE, "answer", o,o,x,o) W(USE, "anyone", o,x,o,o) W(USE, "applicants", o,o,o,X) \
	W(USE, "apply", o,o,o,x) W(USE, "article", x,x,o,o) W(USE, "articles", x,o,o,o) \
	W(USE, "assigned", o,x,o,o) W(USE, "assignment", o,x,o,o) \
	W(USE, "assignments", o,x,o,o) W(USE, "attorney", o,o,o,x) \
	W(USE, "auditorium", o,o,o,x) W(USE, "award", o,x,o,x) W(USE, "awards", o,o,o,x) \
	W(USE, "awareness", x,o,o,o)
#define B_WORDS(W, USE) \
	W(USE, "beds", x,o,o,o) W(USE, "benefits", o,o,o,x) W(USE, "bill", x,o,o,o) \
	W(USE, "birthday", o,o,o,x) W(USE, "birthdays", o,o,o,x) W(USE, "blog", x,o,o,o) \
	W(USE, "board", o,x,o,o) W(USE, "book", x,x,o,o) W(USE, "books", x,o,o,o) \
	W(USE, "boot", x,o,o,o) W(USE, "booth", o,x,o,o) W(USE, "bring", o,o,o,x) \
	W(USE, "brochure", x,o,o,o) W(USE, "brochures", x,o,o,o) W(USE, "broker", o,o,o,x) \
	W(USE, "budget", o,x,o,x) W(USE, "bundle", x,o,o,o) W(USE, "buy", o,x,o,o)
#define C_WORDS(W, USE) \
	W(USE, "cafeteria", o,o,o,x) W(USE, "cake", o,o,o,x) W(USE, "campaign", x,x,o,o) \
	W(USE, "candidate", o,x,o,o) W(USE, "career", o,o,o,x) W(USE, "careers", o,o,o,x) \
	W(USE, "caregivers", x,o,o,o) W(USE, "carts", x,o,o,o) W(USE, "case", o,o,x,o) \
	W(USE, "celebrate", o,o,o,x) W(USE, "celebrating", o,o,o,x) W(USE, "center", x,o,o,o) \
	W(USE, "ceo", o,o,o,x) W(USE, "chair", o,x,o,x) W(USE, "chairs", o,x,o,o) \
	W(USE, "chapter", x,o,o,o) W(USE, "class", x,x,o,x) W(USE, "classes", x,o,o,x) \
	W(USE, "clerkship", o,x,o,o) W(USE, "clinical", o,x,o,o) W(USE, "closed", o,x,o,o) \
	W(USE, "club", o,x,o,o) W(USE, "coaching", o,x,o,o) W(USE, "code", o,x,o,o) \
	W(USE, "codes", x,x,o,o) W(USE, "colleague", o,x,o,x) W(USE, "colleagues", o,x,o,x) \
	W(USE, "committee", x,x,o,x) W(USE, "compliance", o,o,x,o) \
	W(USE, "conference", x,x,o,x) W(USE, "congrats", o,x,o,x) \
	W(USE, "congratulations", o,x,o,x) W(USE, "contract", x,x,o,x) \
	W(USE, "control", x,o,o,o) W(USE, "coordinator", x,o,o,x) W(USE, "counselor", x,o,o,o) \
	W(USE, "coupon", o,o,o,x) W(USE, "course", x,x,o,o) W(USE, "cover", o,x,o,o) \
	W(USE, "coverage", x,x,o,o) W(USE, "covering", o,x,o,o) W(USE, "covers", o,x,o,o) \
	W(USE, "cpa", o,o,o,x) W(USE, "crew", o,o,o,x) W(USE, "curriculum", x,x,o,o)
#define D_WORDS(W, USE) \
	W(USE, "data", x,x,o,o) W(USE, "deadline", o,o,o,x) W(USE, "dean", o,o,o,x) \
	W(USE, "debrief", o,o,X,o) W(USE, "deck", x,x,o,o) W(USE, "demo", o,x,o,x) \
	W(USE, "department", x,x,o,o) W(USE, "dinner", o,o,o,x) W(USE, "directed", x,o,o,o) \
	W(USE, "director", o,o,o,x) W(USE, "directs", x,x,o,o) W(USE, "discount", o,o,o,x) \
	W(USE, "discuss", o,o,x,o) W(USE, "donate", o,o,o,x) W(USE, "donated", o,x,o,o) \
	W(USE, "donation", o,x,o,o) W(USE, "donations", o,o,o,x) W(USE, "door", o,o,o,x) \
	W(USE, "draft", o,x,o,o) W(USE, "drill", x,x,x,o)
#define E_WORDS(W, USE) \
	W(USE, "editor", o,x,o,o) W(USE, "education", o,x,o,o) W(USE, "educator", x,o,o,o) \
	W(USE, "email", o,x,o,o) W(USE, "emcee", o,o,o,X) W(USE, "enroll", o,o,o,x) \
	W(USE, "enrollment", o,o,o,x) W(USE, "equipment", x,o,o,o) W(USE, "event", x,x,o,x) \
	W(USE, "events", o,o,o,x) W(USE, "everybody", o,x,o,o) W(USE, "everyone", o,x,o,o) \
	W(USE, "example", o,x,x,o) W(USE, "excited", o,o,o,x) W(USE, "exercise", o,o,x,o) \
	W(USE, "exhibit", x,o,o,x) W(USE, "expert", o,x,o,o)
#define F_WORDS(W, USE) \
	W(USE, "facilitator", o,o,X,o) W(USE, "facilitators", o,o,X,o) \
	W(USE, "faculty", o,x,o,x) W(USE, "fair", x,o,o,o) W(USE, "fake", o,o,x,o) \
	W(USE, "fellow", x,o,o,o) W(USE, "fellowship", x,o,o,x) W(USE, "festival", o,o,o,x) \
	W(USE, "fictional", o,o,X,o) W(USE, "fictitious", o,o,X,o) W(USE, "film", o,x,o,o) \
	W(USE, "fixed", o,x,o,o) W(USE, "flyer", x,x,o,o) W(USE, "flyers", x,o,o,o) \
	W(USE, "forum", x,o,o,o) W(USE, "foundation", x,x,o,x) W(USE, "founder", o,o,o,x) \
	W(USE, "free", x,o,o,x) W(USE, "fund", x,x,o,o) W(USE, "funding", o,x,o,o) \
	W(USE, "fundraiser", x,x,o,X)
#define G_WORDS(W, USE) \
	W(USE, "gala", x,x,o,X) W(USE, "game", o,x,o,o) W(USE, "garage", o,o,o,x) \
	W(USE, "graduate", o,o,o,x) W(USE, "graduated", o,o,o,x) W(USE, "grandkids", o,o,o,x) \
	W(USE, "grant", x,x,o,x) W(USE, "group", x,o,x,o) W(USE, "guide", x,o,o,o) \
	W(USE, "guideline", x,x,o,o) W(USE, "guidelines", x,x,o,o)
#define H_WORDS(W, USE) \
	W(USE, "hire", o,x,o,x) W(USE, "hired", o,x,o,x) W(USE, "hires", o,x,o,o) \
	W(USE, "hiring", o,x,o,x) W(USE, "hobbies", o,o,o,x) W(USE, "honored", o,o,o,x) \
	W(USE, "honoree", o,o,o,X) W(USE, "honorees", o,o,o,X) W(USE, "honoring", o,o,o,x) \
	W(USE, "hosted", o,o,o,x) W(USE, "hypothetical", o,o,X,o)
#define I_WORDS(W, USE) \
	W(USE, "imagine", o,o,x,o) W(USE, "immediate", o,o,o,x) W(USE, "initiative", x,o,o,o) \
	W(USE, "install", o,x,o,o) W(USE, "installed", o,x,o,o) W(USE, "installs", o,x,o,o) \
	W(USE, "instructor", o,o,o,x) W(USE, "interview", o,x,o,x) \
	W(USE, "interviews", o,x,o,x) W(USE, "inventory", o,x,o,o) W(USE, "invoice", o,x,o,x)
#define J_WORDS(W, USE) \
	W(USE, "job", o,x,o,o) W(USE, "join", o,o,o,x) W(USE, "joined", o,x,o,x) \
	W(USE, "joining", o,x,o,x) W(USE, "joins", o,x,o,x) W(USE, "journal", o,x,o,o)
#define K_WORDS(W, USE) \
	W(USE, "keynote", o,x,o,X) W(USE, "kickoff", o,o,o,x) W(USE, "kit", x,o,o,o) \
	W(USE, "kits", x,o,o,o)
#define L_WORDS(W, USE) \
	W(USE, "launch", o,x,o,o) W(USE, "leadership", o,o,o,x) W(USE, "leads", x,x,o,o) \
	W(USE, "leaflet", x,o,o,o) W(USE, "lecture", x,x,o,o) W(USE, "lectures", o,x,o,o) \
	W(USE, "led", x,x,o,o) W(USE, "lesson", o,o,x,o) W(USE, "license", o,x,o,o) \
	W(USE, "lives", o,o,o,x) W(USE, "login", o,x,o,o) W(USE, "looking", o,x,o,o) \
	W(USE, "loves", o,o,o,x) W(USE, "lunch", o,o,o,x)
#define M_WORDS(W, USE) \
	W(USE, "managed", x,o,o,o) W(USE, "manager", x,x,o,x) \
	W(USE, "manages", x,x,o,o) W(USE, "manikin", o,o,X,o) W(USE, "mannequin", o,o,X,o) \
	W(USE, "manuscript", x,o,o,o) W(USE, "market", x,o,o,o) W(USE, "marketing", o,x,o,o) \
	W(USE, "mayor", o,o,o,x) W(USE, "media", o,o,o,x) W(USE, "meet", o,o,x,o) \
	W(USE, "meeting", o,o,o,x) W(USE, "members", o,o,o,x) W(USE, "minutes", o,o,o,x) \
	W(USE, "module", x,x,x,o) W(USE, "moulage", o,o,X,o) W(USE, "movie", o,x,o,o)
#define N_WORDS(W, USE) \
	W(USE, "named", o,o,o,x) W(USE, "navigator", x,o,o,o) W(USE, "newsletter", x,x,o,X) \
	W(USE, "newsroom", o,o,o,X) W(USE, "nominated", o,o,o,x) W(USE, "nominations", o,o,o,x) \
	W(USE, "nominees", o,o,o,x) W(USE, "novel", o,x,o,o) W(USE, "nurses", x,o,o,o)
#define O_WORDS(W, USE) \
	W(USE, "objectives", o,o,x,o) W(USE, "offer", o,x,o,x) W(USE, "onboarding", o,x,o,X) \
	W(USE, "option", x,o,o,o) W(USE, "options", x,o,o,o) W(USE, "order", x,o,o,o) \
	W(USE, "ordering", o,x,o,o) W(USE, "orientation", o,x,o,x) W(USE, "outreach", x,x,o,o) \
	W(USE, "oversees", x,o,o,o)
#define P_WORDS(W, USE) \
	W(USE, "pager", o,x,o,o) W(USE, "pamphlet", x,x,o,o) W(USE, "pamphlets", x,o,o,o) \
	W(USE, "paper", x,x,o,o) W(USE, "papers", x,o,o,o) W(USE, "parking", o,o,o,x) \
	W(USE, "patients", x,o,o,o) W(USE, "payroll", o,o,o,x) W(USE, "pilot", x,o,o,o) \
	W(USE, "play", o,o,x,o) \
	W(USE, "pleased", o,o,o,x) W(USE, "policy", x,o,x,o) W(USE, "position", o,o,o,x) \
	W(USE, "poster", x,x,o,x) W(USE, "posters", x,o,o,x) W(USE, "posting", o,x,o,o) \
	W(USE, "potluck", o,o,o,X) W(USE, "practice", o,o,x,o) W(USE, "preceptor", o,o,X,o) \
	W(USE, "preceptors", o,o,X,o) W(USE, "present", o,x,o,o) \
	W(USE, "presentation", x,x,o,o) W(USE, "presented", o,x,o,o) \
	W(USE, "presenting", o,x,o,o) W(USE, "presents", o,x,o,o) W(USE, "president", o,o,o,x) \
	W(USE, "press", o,o,o,x) W(USE, "pretend", o,o,x,o) W(USE, "prevention", x,o,o,o) \
	W(USE, "price", o,x,o,o) W(USE, "pricing", o,o,o,x) W(USE, "professor", o,o,o,x) \
	W(USE, "program", x,o,o,x) W(USE, "programs", x,o,o,o) W(USE, "project", x,x,o,o) \
	W(USE, "promoted", o,x,o,x) W(USE, "protocol", x,x,o,o) W(USE, "proud", o,o,o,x) \
	W(USE, "published", o,x,o,o) W(USE, "purchase", o,x,o,o)
#define Q_WORDS(W, USE) \
	W(USE, "question", o,o,x,o) W(USE, "questions", o,o,x,o) W(USE, "quiz", o,o,x,o) \
	W(USE, "quote", o,x,o,x)
#define R_WORDS(W, USE) \
	W(USE, "raffle", o,x,o,X) W(USE, "rates", x,o,o,o) W(USE, "recruiter", o,o,o,x) \
	W(USE, "recruiting", o,x,o,o) W(USE, "register", o,o,o,x) \
	W(USE, "registration", o,o,o,x) W(USE, "registry", x,o,o,o) W(USE, "release", o,o,o,x) \
	W(USE, "renewal", o,o,o,x) W(USE, "rep", x,o,o,o) W(USE, "repaired", o,x,o,o) \
	W(USE, "reporters", o,o,o,x) W(USE, "representative", o,o,o,x) \
	W(USE, "requisition", o,o,o,X) W(USE, "research", x,x,o,o) \
	W(USE, "researcher", x,o,o,o) W(USE, "residency", o,o,x,x) W(USE, "restock", o,x,o,o) \
	W(USE, "resume", o,o,o,x) W(USE, "retire", o,x,o,x) W(USE, "retired", o,o,o,x) \
	W(USE, "retirement", o,x,o,x) W(USE, "retires", o,x,o,x) W(USE, "retiring", o,x,o,x) \
	W(USE, "revised", o,o,x,o) W(USE, "ribbon", o,o,o,x) W(USE, "role", o,o,x,o) \
	W(USE, "roleplay", o,o,X,o) W(USE, "roster", o,x,o,o) W(USE, "rotation", o,x,o,o) \
	W(USE, "rsvp", o,o,o,X) W(USE, "rules", x,o,o,o)
#define S_WORDS(W, USE) \
	W(USE, "salary", o,o,o,x) W(USE, "sample", o,x,o,o) W(USE, "scenario", o,o,x,o) \
	W(USE, "scenarios", o,o,x,o) W(USE, "schedules", o,o,o,x) W(USE, "script", o,o,x,o) \
	W(USE, "seats", o,o,o,x) W(USE, "section", x,o,o,o) W(USE, "seminar", x,x,o,x) \
	W(USE, "served", o,o,o,x) W(USE, "server", o,x,o,o) W(USE, "shift", o,x,o,o) \
	W(USE, "shifts", o,x,o,o) W(USE, "shipment", o,x,o,o) W(USE, "shipped", o,x,o,o) \
	W(USE, "shortage", x,o,o,o) W(USE, "sim", o,o,x,o) W(USE, "simulation", o,o,X,o) \
	W(USE, "skills", o,o,x,o) W(USE, "slides", x,x,o,o) W(USE, "smartphrase", o,o,X,o) \
	W(USE, "software", o,x,o,o) W(USE, "speaker", o,x,o,x) W(USE, "speakers", o,o,o,x) \
	W(USE, "speaking", o,x,o,o) W(USE, "speaks", o,x,o,o) W(USE, "specialist", x,o,o,o) \
	W(USE, "specializes", x,o,o,o) W(USE, "spokesperson", o,o,o,X) \
	W(USE, "sponsor", o,x,o,x) W(USE, "sponsors", o,o,o,x) W(USE, "staff", x,x,o,x) \
	W(USE, "staffing", o,x,o,o) W(USE, "standardized", o,o,x,o) \
	W(USE, "statistics", x,x,o,o) W(USE, "stock", o,x,o,o) W(USE, "students", o,x,o,o) \
	W(USE, "studied", x,o,o,o) W(USE, "studies", x,o,o,o) W(USE, "study", x,x,o,o) \
	W(USE, "subscribe", o,o,o,x) W(USE, "supervisor", o,o,o,x) W(USE, "supplies", x,x,o,o) \
	W(USE, "supply", o,x,o,o) W(USE, "suppose", o,o,x,o) W(USE, "survey", x,x,o,x) \
	W(USE, "system", o,x,o,o)
#define T_WORDS(W, USE) \
	W(USE, "talk", x,x,o,x) W(USE, "talks", x,x,o,o) W(USE, "taught", x,x,o,o) \
	W(USE, "teach", o,x,x,o) W(USE, "teaches", x,x,o,o) W(USE, "teaching", o,x,o,o) \
	W(USE, "team", x,x,o,x) W(USE, "tech", x,o,o,o) W(USE, "template", x,x,x,o) \
	W(USE, "thanks", o,o,o,x) W(USE, "thrilled", o,o,o,x) W(USE, "ticket", o,x,o,o) \
	W(USE, "tickets", o,o,o,x) W(USE, "topic", x,x,o,o) W(USE, "tour", o,o,o,x) \
	W(USE, "trained", o,x,o,o) W(USE, "trainer", o,x,o,o) W(USE, "training", x,x,x,x) \
	W(USE, "trains", o,x,o,o) W(USE, "trial", x,o,o,o)
#define U_WORDS(W, USE) \
	W(USE, "undisclosed", o,o,o,X) W(USE, "union", o,o,o,x) \
	W(USE, "unit", x,o,o,o) W(USE, "university", o,o,o,x) W(USE, "unsubscribe", o,o,o,X) \
	W(USE, "update", o,x,o,o) W(USE, "updated", o,x,o,o) W(USE, "upgrade", o,x,o,o)
#define V_WORDS(W, USE) \
	W(USE, "vacation", o,x,o,x) W(USE, "vendor", o,x,o,x) W(USE, "vignette", o,o,X,o) \
	W(USE, "vignettes", o,o,X,o) W(USE, "volunteer", o,x,o,x) W(USE, "volunteers", o,x,o,x) \
	W(USE, "vp", o,o,o,x)
#define W_WORDS(W, USE) \
	W(USE, "walk", x,o,o,o) W(USE, "webinar", x,x,o,X) W(USE, "website", o,x,o,o) \
	W(USE, "week", x,o,o,o) W(USE, "welcome", o,x,o,x) W(USE, "welcoming", o,o,o,x) \
	W(USE, "work", x,o,o,o) W(USE, "works", o,x,o,o) W(USE, "workshop", x,x,x,x) \
	W(USE, "would", o,o,x,o) W(USE, "wrote", x,x,o,o)
#define Y_WORDS(W, USE) \
	W(USE, "years", o,o,o,x)

/* What a column does with a word by its mark there; those of certain words come in pairs. */
#define LIKELY_o(USE, word)
#define LIKELY_x(USE, word) USE(word)
#define LIKELY_X(USE, word)
#define CERTAIN_o(USE, word)
#define CERTAIN_x(USE, word)
#define CERTAIN_X(USE, word) USE(word)

#define TOPIC(USE, word, topic, work, lesson, notice) LIKELY_##topic(USE, word)
#define WORK(USE, word, topic, work, lesson, notice) LIKELY_##work(USE, word)
#define LESSON(USE, word, topic, work, lesson, notice) LIKELY_##lesson(USE, word)
#define LESSON_CERTAIN(USE, word, topic, work, lesson, notice) CERTAIN_##lesson(USE, word)
#define NOTICE(USE, word, topic, work, lesson, notice) LIKELY_##notice(USE, word)
#define NOTICE_CERTAIN(USE, word, topic, work, lesson, notice) CERTAIN_##notice(USE, word)

/* What a list has of a word: itself, and what word_list_has() looks at first. */
#define ITEM(word) word,
#define SECOND_BIT(word) | WORDS_SECOND(word)
#define THIRD_BIT(word) | WORDS_THIRD(word)

#define LETTER(letter, LETTER_WORDS, COLUMN) \
	[(letter) - 'a'] = { (const char *const[]){ LETTER_WORDS(COLUMN, ITEM) NULL }, \
	                     0 LETTER_WORDS(COLUMN, SECOND_BIT), 0 LETTER_WORDS(COLUMN, THIRD_BIT) }
#define LIST(COLUMN) { { \
	LETTER('a', A_WORDS, COLUMN), LETTER('b', B_WORDS, COLUMN), \
	LETTER('c', C_WORDS, COLUMN), LETTER('d', D_WORDS, COLUMN), \
	LETTER('e', E_WORDS, COLUMN), LETTER('f', F_WORDS, COLUMN), \
	LETTER('g', G_WORDS, COLUMN), LETTER('h', H_WORDS, COLUMN), \
	LETTER('i', I_WORDS, COLUMN), LETTER('j', J_WORDS, COLUMN), \
	LETTER('k', K_WORDS, COLUMN), LETTER('l', L_WORDS, COLUMN), \
	LETTER('m', M_WORDS, COLUMN), LETTER('n', N_WORDS, COLUMN), \
	LETTER('o', O_WORDS, COLUMN), LETTER('p', P_WORDS, COLUMN), \
	LETTER('q', Q_WORDS, COLUMN), LETTER('r', R_WORDS, COLUMN), \
	LETTER('s', S_WORDS, COLUMN), LETTER('t', T_WORDS, COLUMN), \
	LETTER('u', U_WORDS, COLUMN), LETTER('v', V_WORDS, COLUMN), \
	LETTER('w', W_WORDS, COLUMN), LETTER('y', Y_WORDS, COLUMN), \
} }

const struct word_list score_work_topics = LIST(TOPIC);
const struct word_list score_work_words = LIST(WORK);
const struct word_list score_work_lessons = LIST(LESSON);
const struct word_list score_work_lessons_certain = LIST(LESSON_CERTAIN);
const struct word_list score_work_notices = LIST(NOTICE);
const struct word_list score_work_notices_certain = LIST(NOTICE_CERTAIN);

bool
score_work_any(struct bytes text)
{
	for (size_t at = 0; at < text.length; at++) {
		size_t begin = at;
		at = word_bytes_end(text, at);
		if (word_list_has(&score_work_words, bytes_slice(text, begin, at - begin)))
			return true;
	}
	return false;
}
