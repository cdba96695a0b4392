import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { h } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { z } from 'zod';
import {
	Decision,
	EffectError,
	isBareMailAddress,
	isMailAddress,
	languages,
	Order,
	parsedInput,
	withoutSlash,
	written,
} from '../../../shared/model';
import type { Branches, OperationContext } from '../../../shared/operation';
import { anyJsonParam } from '../../../shared/operation';
import { caseCredential } from '../../../shared/store/open';
import { portalWords } from '../../portal/languages';
import { keepOrder, shownOrder } from '../../portal/order/kept';
import { orderToken } from '../../portal/order/order';
import { portalKey } from '../../session/token';

export const option = {
	name: 'Make Link',
	value: 'makeLink',
	action: 'Make a link to an order',
	description: 'Write the e-mail that leads a customer to their order on the pages for customers',
};

export const description: INodeProperties[] = [
	{
		displayName: 'Order',
		name: 'order',
		type: 'json',
		default: '={{ $json.order }}',
		description:
			'The order as Shopify Returns or Odoo Returns has found it, by number and e-mail address. Without one nothing is sent.',
	},
	{
		displayName: 'Decision',
		name: 'decision',
		type: 'json',
		default: '={{ $json.decision }}',
		description:
			'What Return Policy: Evaluate says of the whole order: which pieces may come back, and why others may not. Blank: all that were not returned before.',
	},
	{
		displayName: 'E-Mail Address',
		name: 'email',
		type: 'string',
		default: '={{ $json.email }}',
		placeholder: 'e.g. name@email.com',
		description: 'The one that the order was found by',
	},
	{
		displayName: 'Portal Path',
		name: 'path',
		type: 'string',
		default: 'webhook/returns/portal',
		description: 'Path of the Return Portal Trigger',
	},
];

export const endsStep = false;

export const asTool = 'never';

export const output = z.object({
	message: z
		.object({ to: z.string(), from: z.string(), subject: z.string(), html: z.string(), text: z.string() })
		.partial(),
	link: z.string().optional(),
});

export const branches: Branches = {
	names: ['Send', 'Nothing to Send'],
	of: ({ message }) => ((message as { to?: string } | undefined)?.to ? 0 : 1),
};

/** Keeps what the customer may see, and writes the e-mail with the link to it. An item without an order leaves by Nothing to Send. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const store = context.requireStore();
	const given = anyJsonParam(context, 'order');
	const email = context.param<string>('email', '').trim();
	if (!given || !isBareMailAddress(email)) return { message: {} };
	const order = parsedInput(Order, given, 'order', 'Give the order as Order: Find has it.');
	const decision = Decision.safeParse(anyJsonParam(context, 'decision'));
	const brand = String(context.item.brand ?? '') || 'default';
	const language = languages.find((one) => one === context.item.language) ?? 'en';
	const { sender } = await store.settings.get(brand);
	if (!sender || !isMailAddress(sender))
		throw new EffectError('The settings do not say who e-mails come from (General > Sender)', {
			category: 'configuration',
			connection: 'case_store',
			advice: 'Save it with Return Case: Save Settings (template 01: Set Up).',
		});
	const shown = shownOrder(order, decision.success ? decision.data : undefined, { brand, email, language });
	const { auditKey } = await context.node.getCredentials<{ auditKey?: string }>(caseCredential);
	const token = orderToken(await keepOrder(store, shown), portalKey(auditKey ?? ''), Date.now());
	const path = context.param<string>('path', 'returns/portal').replace(/^\/*(webhook\/)?/, '');
	const query = new URLSearchParams({ page: 'order', language, token });
	const link = `${withoutSlash(context.node.getInstanceBaseUrl())}/webhook/${path}?${query.toString()}`;
	const { find } = portalWords[language];
	return {
		link,
		message: {
			to: email,
			from: sender,
			subject: written(find.subject, language, { order: order.number.replace(/\s+/g, ' ') }),
			text: `${find.mail}\n\n${link}\n`,
			html: `<!doctype html>${renderToString(
				h('html', { lang: language }, [
					h('head', null, h('meta', { charset: 'utf-8' })),
					h('body', null, [h('p', null, find.mail), h('p', null, h('a', { href: link }, find.link))]),
				]),
			)}`,
		},
	};
}
