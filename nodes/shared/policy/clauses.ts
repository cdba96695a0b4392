/** What the law says, by clause, in words for people. Directive 2011/83/EU, with Art. 11a of Directive 2023/2673. */
export const clauses = {
	'Art. 9': 'The customer may withdraw within 14 days after the last goods of the order arrived, and before.',
	'Art. 10': 'Where buyers are not told of it, the right lasts twelve months longer.',
	'Art. 11(1)': 'The statement counts by whatever way it came.',
	'Art. 11a(5)': 'The time at which it was sent counts.',
	'Art. 13(1)': 'Everything is paid back within 14 days, the usual delivery included, the way it was paid.',
	'Art. 13(3)': 'The refund may wait for the goods, or proof that they were sent, and for nothing else.',
	'Art. 14(1)': 'The customer pays the way back only when told so before buying.',
	'Art. 14(2)': 'Nothing is taken off but for loss of value by more than trying, with evidence.',
	'Art. 16': 'Only goods of a closed list cannot be withdrawn from; a person says whether these are.',
} as const;
export type Clause = keyof typeof clauses;

/** One clause that decided something about a withdrawal. */
export function clauseOf(clause: Clause): { clause: Clause; says: string } {
	return { clause, says: clauses[clause] };
}
