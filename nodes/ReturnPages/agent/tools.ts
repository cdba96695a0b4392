import type { INodeProperties } from 'n8n-workflow';
import { asReference, EffectError, invalidInput } from '../../shared/model';
import type { CaseState } from '../../shared/case/caseState';
import type { OperationContext } from '../../shared/operation';
import { caseCredential } from '../../shared/store/open';
import { acts } from '../acts';
import { deskKey } from '../session/token';
import { requestOfWish } from './request';
import { readItems, wishes, type Wish, type WishName } from './wish';

/* What both operations for AI agents have alike: one proposes, and the other does the same once it is confirmed. */

const text = (displayName: string, name: string, description: string, more: Partial<INodeProperties> = {}) =>
	({ displayName, name, type: 'string', default: '', description, ...more }) as INodeProperties;

export const wishProperties: INodeProperties[] = [
	{
		displayName: 'Allowed',
		name: 'allowed',
		type: 'multiOptions',
		noDataExpression: true,
		options: [
			{ name: 'Add a Note', value: 'note' },
			{ name: 'Cancel a Return', value: 'cancel' },
			{ name: 'Start a Return', value: 'start' },
		],
		default: ['note', 'start'],
		description: 'What an agent may do with this node. None of it moves money: the policy and people decide as always.',
	},
	text('Action', 'action', 'What the agent wants done: start, cancel or note', { required: true }),
	text('Case Reference', 'reference', 'The return to cancel or to note something at', {
		placeholder: 'e.g. RMA-7K2M9QX4TB',
	}),
	text('Order', 'order', 'Number of the order of which goods come back; to start a return', {
		placeholder: 'e.g. #1001',
	}),
	text('Items', 'items', 'Pieces and article number of what comes back', { placeholder: 'e.g. 2 x TEE-M, 1 x MUG' }),
	text('Reason', 'reason', 'Why it comes back, by a code of the policy', { placeholder: 'e.g. too_small' }),
	text('Text', 'text', 'The note; why a return is canceled; what the customer says', { typeOptions: { rows: 2 } }),
];

/** What the agent wants, as its parameters say. Throws EffectError for what this node does not allow. */
export function wishOf(context: OperationContext): Wish {
	const typed = (name: string, most: number) =>
		String(context.param<unknown>(name, '') ?? '')
			.trim()
			.slice(0, most);
	const what = typed('action', 20).toLowerCase() as WishName;
	const allowed = context.param<WishName[]>('allowed', []).filter((one) => wishes.includes(one));
	if (!allowed.includes(what))
		throw new EffectError(`This agent may not do "${what}"`, {
			category: 'rejected',
			connection: 'case_store',
			code: 'not_for_agents',
			field: 'action',
			advice: allowed.length ? `It may: ${allowed.join(', ')}.` : 'Choose what it may do in Allowed of this node.',
		});
	return {
		what,
		reference: typed('reference', 80),
		order: typed('order', 80),
		items: what === 'start' ? readItems(context.param<unknown>('items', '')) : [],
		reason: typed('reason', 80),
		text: typed('text', 2000),
	};
}

/** What would come of a wish now, in words for the person whom the agent asks. Throws EffectError when nothing can. */
export async function lookAt(context: OperationContext, wish: Wish): Promise<{ summary: string; state?: CaseState }> {
	const store = context.requireStore();
	if (wish.what === 'start') {
		const { orderNumber, lines, customer } = await requestOfWish(store, wish);
		const goods = lines.map(({ quantity, title, sku }) => `${quantity} x ${title || sku}`).join(', ');
		const whose = customer?.name ? ` of ${customer.name}` : '';
		return {
			summary: `Start a return of ${goods} of order ${orderNumber}${whose}. Policy and people then decide about it.`,
		};
	}
	const state = await store.cases.get(asReference(wish.reference) ?? '');
	if (!state)
		throw invalidInput('There is no such return', 'Look for it first, by the order or the customer.', 'reference');
	if (!wish.text) throw invalidInput('There is no text', 'Say what to write down, or why.', 'text');
	if (wish.what === 'note')
		return { summary: `Add a note for staff to return ${state.reference}: "${wish.text}"`, state };
	if (!acts.cancel.offers(state).length)
		throw new EffectError(`Return ${state.reference} cannot be canceled any more`, {
			category: 'rejected',
			connection: 'case_store',
			code: 'not_possible',
			field: 'reference',
			advice: 'Ask a person of the service.',
		});
	return { summary: `Cancel return ${state.reference}, and its receipt and label with it: "${wish.text}"`, state };
}

/** Signs proposals; of the audit key, as the pages' own tokens are. */
export async function agentKey({ node }: OperationContext): Promise<Buffer> {
	const { auditKey = '' } = await node.getCredentials<{ auditKey?: string }>(caseCredential);
	return deskKey(auditKey);
}
