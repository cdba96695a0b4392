import { z } from 'zod';
import { invalidInput, parsed, RefundIntent } from '../../shared/model';
import { anyJsonParam, type OperationContext } from '../../shared/operation';

/** What Return Policy: Calculate says besides the refunds. */
const Besides = z.object({
	/** What Calculate saw of the order's other returns; when that has changed, it is worked out anew. */
	basis: z.string().optional(),
	/** The policy wants a person to see what inspection takes off. */
	confirm: z.boolean().optional(),
	/** Nothing is owed after inspection. */
	refused: z.object({ message: z.string(), inspections: z.array(z.string()) }).optional(),
	deductions: z.array(z.object({ inspection: z.string(), reason: z.string() })).default([]),
});

/** What Odoo Returns: Check says of their credit notes. */
const Checked = z.object({
	refunds: z.array(z.object({ intent: z.string(), outcome: z.string(), message: z.string().default('') })),
});

/** What is owed for a return. `misfits`: why credit notes would be refused, by the refund that they are for. */
export type Owed = z.infer<typeof Besides> & { intents: RefundIntent[]; misfits: Map<string, string> };

/** What is owed, as the parameters and the item have it. Throws EffectError when the refunds are not complete. */
export function owedOf(context: OperationContext): Owed {
	const intents = parsed(RefundIntent.array(), anyJsonParam(context, 'intents') ?? [], ({ at, message }) =>
		invalidInput(
			`The refunds are not complete: ${at} ${message}`,
			'Use the output of Return Policy: Calculate.',
			`intents.${at}`,
		),
	);
	const checked = Checked.safeParse(context.item.creditNotes).data?.refunds ?? [];
	const misfits = checked.filter(({ outcome }) => outcome === 'misfit');
	return {
		...(Besides.safeParse(context.item.refund).data ?? { deductions: [] }),
		intents,
		misfits: new Map(misfits.map(({ intent, message }) => [intent, message])),
	};
}
