#ifndef JOB_LOAD_KEPT_H
#define JOB_LOAD_KEPT_H

struct entity_check;
struct load_state;

/*
 * What a load may not change: a customer stays with its reseller, a contract
 * keeps its kind, what is terminated is kept (toll-csv(5), "What must hold", 1
 * and 9).
 */
void load_kept_check(const struct load_state *, const struct entity_check *);

#endif /* JOB_LOAD_KEPT_H */
