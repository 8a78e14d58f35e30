#ifndef DELIVERY_ADDRESS_H
#define DELIVERY_ADDRESS_H

struct err;

/*
 * The grammar of the mail addresses that we send to and from.
 *
 * It is narrower than RFC 5321 on purpose: an address is written into SMTP
 * commands by a library that does not look at it, and a line break or an angle
 * bracket in it would be read by the server as a command of ours.  So an
 * address is checked here before it is queued and once more before it is used.
 *
 *	address = local "@" domain		at most 254 bytes
 *	local   = atom *("." atom)		at most 64 bytes
 *	atom    = 1*(letter / digit / any of !#$%&'*+/=?^_`{|}~-)
 *	domain  = label 1*("." label)		at most 253 bytes
 *	label   = letters, digits and inner hyphens, at most 63 bytes; the last
 *		  one is not a number
 *
 * Not taken, each with a message that says so: quoted local parts, comments,
 * address literals ([192.0.2.1]), and bytes from 0x80 up.  An
 * internationalised domain is written in its ASCII form (xn--...); SMTPUTF8
 * local parts need a server and a reader that know them, and few do.
 */
#define ADDRESS_MAX        254
#define ADDRESS_LOCAL_MAX  64
#define ADDRESS_DOMAIN_MAX 253
#define ADDRESS_LABEL_MAX  63

/* 0 if ${text} is an address; else ERR_DATA, naming the byte at fault. */
int address_check(const char *text, struct err *);

/* The part behind the "@" of a checked address; points into ${text}. */
const char *address_domain(const char *text);

#endif /* DELIVERY_ADDRESS_H */
