#include "base/csv_plain.h"

#include "base/csv.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

/* A bit for each of 64 bytes. */
struct csv_bits {
	uint64_t separator;
	uint64_t odd; /* line end, or whatever else is not plain */
};

typedef struct csv_bits csv_look_fn(const char *, char separator);

static inline struct csv_bits
csv_look_bytes(const char *p, char separator)
{
	struct csv_bits b = { 0, 0 };

	for (unsigned i = 0; i < 64; i++) {
		unsigned char c = (unsigned char)p[i];
		uint64_t is = p[i] == separator;

		b.separator |= is << i;
		b.odd |= (uint64_t)((c < 0x20 || c > 0x7e || c == '"') && !is)
		    << i;
	}
	return b;
}

#if defined(__x86_64__)
static inline struct csv_bits
csv_look_sse2(const char *p, char separator)
{
	const __m128i sep = _mm_set1_epi8(separator);
	const __m128i blank = _mm_set1_epi8(0x20);
	const __m128i quote = _mm_set1_epi8('"');
	const __m128i del = _mm_set1_epi8(0x7f);
	struct csv_bits b = { 0, 0 };

	for (unsigned i = 0; i < 64; i += 16) {
		__m128i x =
		    _mm_loadu_si128((const __m128i *)(const void *)(p + i));
		__m128i is = _mm_cmpeq_epi8(x, sep);
		/* bytes from 0x80 on are less than a blank, too: signed */
		__m128i odd = _mm_or_si128(_mm_cmplt_epi8(x, blank),
		    _mm_or_si128(_mm_cmpeq_epi8(x, quote),
			_mm_cmpeq_epi8(x, del)));

		odd = _mm_andnot_si128(is, odd);
		b.separator |= (uint64_t)(unsigned)_mm_movemask_epi8(is) << i;
		b.odd |= (uint64_t)(unsigned)_mm_movemask_epi8(odd) << i;
	}
	return b;
}

__attribute__((target("avx2"))) static inline struct csv_bits
csv_look_avx2(const char *p, char separator)
{
	const __m256i sep = _mm256_set1_epi8(separator);
	const __m256i blank = _mm256_set1_epi8(0x20);
	const __m256i quote = _mm256_set1_epi8('"');
	const __m256i del = _mm256_set1_epi8(0x7f);
	struct csv_bits b = { 0, 0 };

	for (unsigned i = 0; i < 64; i += 32) {
		__m256i x =
		    _mm256_loadu_si256((const __m256i *)(const void *)(p + i));
		__m256i is = _mm256_cmpeq_epi8(x, sep);
		__m256i odd = _mm256_or_si256(_mm256_cmpgt_epi8(blank, x),
		    _mm256_or_si256(_mm256_cmpeq_epi8(x, quote),
			_mm256_cmpeq_epi8(x, del)));

		odd = _mm256_andnot_si256(is, odd);
		b.separator |= (uint64_t)(unsigned)_mm256_movemask_epi8(is)
		    << i;
		b.odd |= (uint64_t)(unsigned)_mm256_movemask_epi8(odd) << i;
	}
	return b;
}
#endif

/* The line ends at ${at}, if it is plain to there.  Its fields, or 0. */
static inline size_t
csv_plain_end(const char *p, size_t have, size_t at, size_t n, uint32_t *end,
    size_t *used)
{
	if (at == 0 || at >= have || at > CSV_FIELD_MAX)
		return 0;
	if (p[at] == '\n')
		*used = at + 1;
	else if (p[at] == '\r' && at + 1 < have && p[at + 1] == '\n')
		*used = at + 2;
	else
		return 0;
	end[n] = (uint32_t)at;
	return n + 1;
}

static inline __attribute__((always_inline)) size_t
csv_plain_with(csv_look_fn *look, const char *p, size_t have, char separator,
    uint32_t *end, size_t *used)
{
	size_t n = 0;

	for (size_t at = 0; at < have && at <= CSV_FIELD_MAX; at += 64) {
		struct csv_bits b = look(p + at, separator);
		/* those before the first odd byte; of 0 this is all ones */
		uint64_t is = b.separator & ((b.odd & -b.odd) - 1);

		for (; is != 0; is &= is - 1) {
			if (n == CSV_FIELDS_MAX - 1)
				return 0;
			end[n++] = (uint32_t)(at + (size_t)__builtin_ctzll(is));
		}
		if (b.odd != 0)
			return csv_plain_end(p, have,
			    at + (size_t)__builtin_ctzll(b.odd), n, end, used);
	}
	return 0;
}

static size_t
csv_plain_bytes(const char *p, size_t have, char separator, uint32_t *end,
    size_t *used)
{
	return csv_plain_with(csv_look_bytes, p, have, separator, end, used);
}

#if defined(__x86_64__)
static size_t
csv_plain_sse2(const char *p, size_t have, char separator, uint32_t *end,
    size_t *used)
{
	return csv_plain_with(csv_look_sse2, p, have, separator, end, used);
}

__attribute__((target("avx2"))) static size_t
csv_plain_avx2(const char *p, size_t have, char separator, uint32_t *end,
    size_t *used)
{
	return csv_plain_with(csv_look_avx2, p, have, separator, end, used);
}
#endif

bool
csv_plain_separator(char separator)
{
	return separator == '\t' ||
	    (separator >= 0x20 && separator < 0x7f && separator != '"');
}

bool
csv_plain_has(enum csv_plain_way way)
{
#if defined(__x86_64__)
	return way != CSV_PLAIN_AVX2 || __builtin_cpu_supports("avx2");
#else
	return way == CSV_PLAIN_BYTES;
#endif
}

size_t
csv_plain_split_by(enum csv_plain_way way, const char *p, size_t have,
    char separator, uint32_t *end, size_t *used)
{
#if defined(__x86_64__)
	if (way == CSV_PLAIN_AVX2)
		return csv_plain_avx2(p, have, separator, end, used);
	if (way == CSV_PLAIN_SSE2)
		return csv_plain_sse2(p, have, separator, end, used);
#endif
	(void)way;
	return csv_plain_bytes(p, have, separator, end, used);
}

size_t
csv_plain_split(const char *p, size_t have, char separator, uint32_t *end,
    size_t *used)
{
#if defined(__x86_64__)
	if (__builtin_cpu_supports("avx2"))
		return csv_plain_avx2(p, have, separator, end, used);
	return csv_plain_sse2(p, have, separator, end, used);
#else
	return csv_plain_bytes(p, have, separator, end, used);
#endif
}
