import { listing } from './book/people';
import type { Asked, CaseFinding, CaseRule } from './rule';

/** Customers on a list: their returns are held for a person, or declined. Who is on a list of those allowed is not. */
export const blocked: CaseRule = {
	id: 'blocked',
	compile: ({ book }) =>
		book?.blocked?.map((row) => {
			const isListed = listing(row);
			return (asked: Asked): CaseFinding[] =>
				!asked.isAllowed && isListed(asked.case)
					? [
							{
								code: 'customer_listed',
								effect: row.effect,
								row: row.name,
								message: `The customer is on the list "${row.name}" (${row.by.replace('_', ' ')}).`,
							},
						]
					: [];
		}),
};
