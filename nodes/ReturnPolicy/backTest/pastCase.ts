import { z } from 'zod';
import { PolicyFacts } from '../../shared/model';
import { PolicyCase } from '../input/policyCase';

/** A return of the past: the case, and what was known besides when it was decided. */
export interface PastCase {
	case: PolicyCase;
	facts: PolicyFacts;
}

/** What a decided case keeps of what was known besides. */
const Given = z.object({ decision: z.object({ given: PolicyFacts.strip().optional() }).optional() });

/** Reads one, or says why it cannot be judged. */
export function readPastCase(value: unknown): PastCase | string {
	const read = PolicyCase.safeParse(value);
	if (!read.success) {
		const [{ path, message }] = read.error.issues;
		return `${referenceOf(value)}: ${path.join('.')}: ${message}`;
	}
	if (!read.data.openedAt) return `${read.data.reference}: openedAt: it is not known when it was asked for`;
	const given = Given.safeParse(value);
	return { case: asItWas(read.data), facts: (given.success && given.data.decision?.given) || {} };
}

function referenceOf(value: unknown): string {
	const { reference } = (typeof value === 'object' && value !== null ? value : {}) as { reference?: unknown };
	return typeof reference === 'string' ? reference : 'a case without a reference';
}

/** The case before anything was decided, received or paid. */
function asItWas(judged: PolicyCase): PolicyCase {
	const none = { approved: 0, received: 0, inspected: {} };
	return {
		...judged,
		logistics: 'none',
		decision: undefined,
		authorization: undefined,
		refundTiming: undefined,
		rules: undefined,
		refunds: [],
		inspections: [],
		sisters: [],
		lines: judged.lines.map((line) => ({ ...line, quantities: none })),
		...(judged.order && {
			order: {
				...judged.order,
				refundsOfOthers: undefined,
				payments: judged.order.payments.map((one) => ({
					...one,
					refunded: { ...one.refunded, amount: 0 },
					refundable: one.captured,
				})),
			},
		}),
	};
}
