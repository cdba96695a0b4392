import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { factsOutput, referenceProperty, type OperationContext } from '../../../shared/operation';
import { ReturnView, returnView } from '../../returns/returnView';
import { ShopifyOrder } from '../../orders/orderOutput';
import { EffectError, Money } from '../../../shared/model';
import { withNeverBack } from '../../../shared/policy/neverBack';
import { z } from 'zod';
import { lineLinks } from '../../returns/returnLines';
import { orderFound } from '../../orders/orderFacts';
import { asPolicyCase, PolicyCaseOfReturn } from '../../returns/asPolicyCase';
import { readOrderWhole } from '../../returns/returnedBefore';
import { returnIdOf } from '../../returns/input';
import { returnIdProperty } from '../../returns/parameters';
import { readReturn } from '../../returns/readReturn';
import { outcomeOf, termsOf, worthQuestion } from '../../returns/shopWorth';
import { shopifyOf } from '../../transport/fromNode';

export const option = {
	name: 'Get',
	value: 'get',
	action: 'Get return',
	description: 'Read a return with its order, customer and payments',
};

export const description: INodeProperties[] = [referenceProperty, returnIdProperty];

export const asTool = 'free';

export const output = factsOutput.extend({
	shopifyReturn: ReturnView.extend({
		/** What the customer gets instead, and what the shop keeps; only when it has one of them. */
		exchanges: z.array(z.object({ title: z.string(), quantity: z.number().int() })).optional(),
		fees: Money.optional(),
	}),
	order: ShopifyOrder,
	/** What Return Policy takes for Case, where the case store has none. */
	policyCase: PolicyCaseOfReturn.optional(),
});

/** Reads a return with its order, customer and payments; the case learns the order. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const id = await returnIdOf(context);
	if (!id)
		throw new EffectError('This case has no return in Shopify', {
			category: 'invalid_input',
			connection: 'shopify',
			field: 'returnId',
			advice: 'It came through another channel. Use Odoo Returns to find its order, or give Return ID.',
		});
	const client = await shopifyOf(context);
	const node = await readReturn(client, id);
	const { neverComesBack } = await context.settings();
	const order = withNeverBack(await readOrderWhole(client, node.order.id, id), neverComesBack);
	const state = await context.findCase();
	const lines = state?.lines ?? [];
	const links = lineLinks(node.returnLineItems.nodes, lines);
	const terms = termsOf(node, order.currency);
	const outcome = terms && node.status === 'OPEN' ? await outcomeOf(client, node) : undefined;
	const question = terms && worthQuestion(node, terms, outcome, state?.refunds ?? []);
	const known = await context.recordFacts([orderFound(order, links), ...(question ? [question] : [])]);
	const view = returnView(node, lines);
	return {
		...known,
		shopifyReturn: { ...view, ...terms } as unknown as IDataObject,
		order: order as unknown as IDataObject,
		...(!state && {
			policyCase: asPolicyCase(view, order, context.reference ?? view.name) as unknown as IDataObject,
		}),
	};
}
