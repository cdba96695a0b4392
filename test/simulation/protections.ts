export const protections = ['claims', 'looks', 'lists', 'clock', 'turns'] as const;
/**
 * What can be taken away to see what it is good for. `claims`: claims, look-ups and idempotency keys; `looks`: the trigger's own look at
 * Shopify; `lists`: that steps nobody serves are told; `clock`: that a wait which a set-back clock made endless is over; `turns`: that
 * another step's turn comes at a paused connection, and that a step which fails while others do well fails by its own fault.
 */
export type Protection = (typeof protections)[number];

/** What the run of this process goes without. */
export const without = new Set<Protection>();
