import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { invalidInput } from '../../../shared/model';
import { realOption, referenceProperty, withheldEvent, type OperationContext } from '../../../shared/operation';

export const option = {
	name: 'Do Once',
	value: 'do',
	action: 'Do once',
	description: 'Let an item pass the first time only',
};

export const description: INodeProperties[] = [
	referenceProperty,
	{
		displayName: 'What',
		name: 'what',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. approval e-mail',
		description: 'Names what shall be done once for this case. Items that come a second time leave by Already Done.',
	},
	realOption,
];

/** What shall be done once comes after this node: the step goes on. */
export const endsStep = false;

export const asTool = 'whenAllowed';

export const output = z.object({ firstTime: z.boolean() });

/**
 * Tells the first time from a repeat. Inside a step the answer counts as done when the step ends: should n8n die in between,
 * the redelivered step is a first time again, so an e-mail may repeat in a crash but is never lost. In shadow mode nothing is done: the item leaves
 * by Already Done, and the case keeps what would have been done.
 */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const what = context.param<string>('what').trim();
	if (!what) throw invalidInput('It is not said what to do once', 'Set What, e.g. "approval e-mail".', 'what');
	const store = context.requireStore();
	const reference = context.requireReference();
	const key = `once:${reference}/${what}`;
	if (context.dryRun) return { firstTime: (await store.claims.get(key))?.state !== 'done' };
	if (await context.isShadowed()) {
		const event = withheldEvent({ kind: 'once', key: `${reference}/${what}` }, { would: { what } });
		await store.cases.record({ reference, events: [{ actor: context.actor, ...event }] });
		return { firstTime: false };
	}
	const step = context.step();
	const claim = await store.claims.begin(key, { reference, kind: 'once', leaseMs: step ? 3_600_000 : 0, step });
	if (claim.standing === 'done') return { firstTime: false };
	if (!step) await store.claims.settle({ key, token: claim.token, state: 'done', result: null });
	return { firstTime: claim.standing !== 'busy' };
}
