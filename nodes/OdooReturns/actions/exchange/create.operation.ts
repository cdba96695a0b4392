import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { legOf } from '../../../shared/case/refundLeg';
import type { RefundLeg } from '../../../shared/case/caseState';
import { outOfTurnCode } from '../../../shared/store/store';
import {
	idsOf,
	performed,
	effectOptions,
	referenceProperty,
	type OperationContext,
	jsonParam,
} from '../../../shared/operation';
import {
	EffectError,
	invalidInput,
	fromNumber,
	storeCredit,
	Money,
	type NewEvent,
	RefundIntent,
} from '../../../shared/model';
import type { Effect } from '../../../shared/effect';
import { ExchangedOrder, Invoice, PricedLine } from '../../records/answers';
import { today } from '../../records/clock';
import { restOf } from '../../money/creditNote';
import {
	assertNotCanceledOrder,
	canBeInvoiced,
	exchangeKeys,
	invoiceTable,
	newLines,
	orderTable,
	type Pricing,
	type Replacement,
} from '../../money/exchange';
import { findOrder } from '../../sale/order';
import { findReturn } from '../../goods/returnDocument';
import { match, openOf, postedCreditNote } from '../../money/settlement';
import { memoized } from '../../transport/memoized';
import { connect } from '../../transport/connect';
import type { Odoo } from '../../transport/odoo';
import { orderName, orderProperty, wantedLines } from '../inputs';
import { intentOf, intentProperty } from '../refundInput';

export const option = {
	name: 'Create',
	value: 'create',
	action: 'Create exchange',
	description: 'Order new goods for returned ones, and pay them with the credit note',
};

export const description: INodeProperties[] = [
	referenceProperty,
	orderProperty,
	{
		displayName: 'New Goods',
		name: 'lines',
		type: 'json',
		default: '',
		placeholder: '[{ "sku": "TEE-BLUE-L", "quantity": 1, "insteadOf": "TEE-BLUE-M" }]',
		description:
			'What the customer gets, by SKU. Leave blank for the same goods again: the approved pieces of the case.',
	},
	{
		displayName: 'Prices',
		name: 'pricing',
		type: 'options',
		options: [
			{
				name: 'As Paid for the Returned Goods',
				value: 'paid',
				description: 'No difference when as many pieces go out as come back',
			},
			{ name: 'Current', value: 'current', description: "As Odoo's price list says today" },
		],
		default: 'paid',
	},
	{
		displayName: 'Confirm',
		name: 'confirm',
		type: 'options',
		options: [
			{ name: 'At Once', value: 'now', description: 'The new goods leave before the old ones are back' },
			{
				name: 'When the Goods Are Back',
				value: 'received',
				description: 'Until then the new order stays a quotation; run this again when they were received',
			},
		],
		default: 'now',
	},
	intentProperty(
		'Whose credit note pays for the new goods',
		'the first refund of the case that has a credit note and was not paid',
	),
	{
		displayName: 'When the New Goods Cost Less',
		name: 'rest',
		type: 'options',
		options: [
			{
				name: 'Give the Rest as Store Credit',
				value: 'store_credit',
				description: 'The rest becomes a refund of the case that is due as store credit',
			},
			{ name: 'Leave It Open', value: 'leave', description: 'It stays on the credit note' },
			{
				name: 'Refund the Rest',
				value: 'refund',
				description: 'The rest becomes a refund of the case that is due; who pays refunds pays it',
			},
		],
		default: 'refund',
	},
	{
		displayName: 'Exchange Number',
		name: 'exchange',
		type: 'string',
		default: 'X1',
		description:
			'Names this exchange within the return: the same number is never made twice. Give a second exchange of the same return another one.',
	},
	effectOptions,
];

/** `held`: waits for the goods; `ordered`: confirmed, cannot be invoiced yet; `settled`: invoiced, and the credit note put against it. */
const Stage = z.enum(['held', 'ordered', 'settled']);
type Stage = z.infer<typeof Stage>;
const Exchanged = z.object({
	id: z.string(),
	name: z.string(),
	state: Stage,
	total: Money,
	invoice: z.object({ id: z.string(), number: z.string().optional() }).optional(),
	/** What the customer still has to pay on the new invoice. */
	toPay: Money.optional(),
	/** What is left of the credit note. */
	toRefund: Money.optional(),
	intent: z.string().optional(),
	rest: RefundIntent.optional(),
	providerIds: idsOf('odoo.exchange', 'odoo.exchange_invoice'),
	warnings: z.array(z.string()),
});
type Exchanged = z.infer<typeof Exchanged>;
const Preview = z.object({ state: Stage, lines: z.array(z.object({ sku: z.string(), quantity: z.number() })) });
type Preview = z.infer<typeof Preview>;

const Lines = z
	.array(
		z.object({
			sku: z.string().min(1),
			quantity: z.number().int().positive(),
			price: z
				.union([z.string(), z.number()])
				.transform(String)
				.pipe(z.string().regex(/^\d+(\.\d+)?$/, 'must be a price such as 12.50'))
				.optional(),
			insteadOf: z.string().optional(),
		}),
	)
	.min(1);

export const asTool = 'whenAllowed';

export const output = performed(
	'exchange',
	Exchanged.partial()
		.required({ state: true })
		.merge(Preview.partial({ lines: true })),
);

/** Makes the order of an exchange once, confirms it when it may be, invoices it, and pays it with the credit note. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const reference = context.requireReference();
	const number = String(context.param<unknown>('exchange', 'X1')).trim() || 'X1';
	const keys = exchangeKeys(reference, number);
	const settings = await context.settings();
	const odoo = await connect(context);
	const old = memoized(async () => await originalOrder());
	const replacements = await replacementsOf(context);
	const restTo = context.param<'refund' | 'store_credit' | 'leave'>('rest', 'refund');
	const stage = await nextStage();
	const intent =
		stage === 'settled'
			? await intentOf(
					context,
					(leg) => !!leg.creditNote && canBeExchanged(leg),
					(of) => ({
						message: `No refund of ${of} has a credit note that could pay for the exchange`,
						advice: 'Run Odoo Returns: Issue Credit Note for the returned goods first, then replay this step.',
					}),
				)
			: undefined;
	const found = await context.findCase();
	const leg = found && intent && legOf(found, intent.id);
	if (leg && !canBeExchanged(leg))
		throw new EffectError(`Refund ${leg.intent.id} is ${leg.state} and paid back by ${leg.intent.payment.processor}`, {
			category: 'rejected',
			connection: 'odoo',
			field: 'intent',
			advice:
				'What is exchanged must not be released as a refund as well: hold it, and let this node release what the new goods leave of it.',
		});
	const note = memoized(async () => await postedCreditNote(odoo, reference, intent!.id));

	const effect: Effect<Exchanged | Preview> = {
		// Each stage is an effect of its own: what is held goes on in a later run.
		key: `${reference}/${number}${stage === 'settled' ? '' : `/${stage}`}`,
		kind: 'odoo.exchange',
		async lookUp() {
			const { own } = await old();
			const order = await madeOrder(own);
			if (!order || (stage !== 'held' && order.state !== 'sale')) return undefined;
			return stage === 'settled' ? await settledBefore(own, order) : shown(order, stage);
		},
		async act() {
			const { own, order: original } = await old();
			// Before any goods leave: without a credit note nothing would pay for them.
			if (intent) await note();
			const [id] = await own.load(
				'sale.order',
				orderTable(
					keys.order,
					original,
					reference,
					await newLines(own, original, replacements, context.param<Pricing>('pricing', 'paid')),
				),
			);
			let order = await own.get('sale.order', ExchangedOrder, id);
			assertNotCanceledOrder(order);
			if (stage === 'held') return shown(order, stage);
			if (order.state !== 'sale') {
				await own.act('sale.order', 'action_confirm', [id]).catch((error: unknown) => {
					if (!(error instanceof EffectError) || error.category !== 'rejected') throw error;
				});
				order = await own.get('sale.order', ExchangedOrder, id);
			}
			if (order.state !== 'sale')
				throw new EffectError(`Odoo did not confirm exchange order ${order.name}`, {
					category: 'rejected',
					connection: 'odoo',
					advice: 'Open the quotation in Odoo and press Confirm: it says what is missing. Then replay the step.',
				});
			if (stage === 'ordered')
				return {
					...shown(order, stage),
					warnings: [
						'Odoo invoices these goods when they are delivered. Run this again then: it makes the invoice and pays it with the credit note.',
					],
				};
			const lines = await linesOf(own, order);
			if (!canBeInvoiced(lines))
				throw new EffectError(`Exchange order ${order.name} cannot be invoiced yet`, {
					category: 'retryable',
					connection: 'odoo',
					code: outOfTurnCode,
					retryAfterMs: 60_000,
					advice: 'Odoo invoices these goods when they are delivered; it is tried again.',
				});
			return await pay(own, order, lines);
		},
		async preview() {
			const { own, order } = await old();
			const lines = await newLines(own, order, replacements, context.param<Pricing>('pricing', 'paid'));
			return {
				state: stage,
				lines: lines.map(({ product, quantity }) => ({ sku: product.default_code ?? '', quantity })),
			};
		},
	};

	async function pay(own: Odoo, order: ExchangedOrder, lines: PricedLine[]): Promise<Exchanged> {
		const credited = await note();
		if (order.currency_id?.name !== intent!.amount.currency)
			throw new EffectError(
				`Exchange order ${order.name} is in ${order.currency_id?.name}, the credit note in ${intent!.amount.currency}`,
				{
					category: 'rejected',
					connection: 'odoo',
					advice: 'Set the price list of the quotation to the currency of the credit note, then replay the step.',
				},
			);
		const [id] = await own.load(
			'account.move',
			invoiceTable(
				keys.invoice,
				order,
				lines.filter(({ display_type }) => !display_type),
				{ reference, date: today(settings.timeZone) },
			),
		);
		let invoice = await own.get('account.move', Invoice, id);
		if (invoice.state === 'draft') {
			await own.act('account.move', 'action_post', [id]).catch((error: unknown) => {
				if (!(error instanceof EffectError) || !/must be in draft/.test(error.message)) throw error;
			});
			invoice = await own.get('account.move', Invoice, id);
		}
		if (invoice.state !== 'posted')
			throw new EffectError(`Odoo did not post the invoice of exchange order ${order.name}`, {
				category: 'rejected',
				connection: 'odoo',
				advice: 'Open the invoice in Odoo and press Confirm: it says what is missing. Then replay the step.',
			});
		await match(own, [id, credited.id]);
		const after = await own.read('account.move', Invoice, [id, credited.id]);
		return settled(
			order,
			after.find((one) => one.id === id)!,
			after.find((one) => one.id === credited.id)!,
		);
	}

	/** Made, invoiced and paid as far as the credit note goes, by an earlier run. */
	async function settledBefore(own: Odoo, order: ExchangedOrder): Promise<Exchanged | undefined> {
		const id = await own.find(keys.invoice);
		const invoice = id ? await own.get('account.move', Invoice, id) : undefined;
		const credited = invoice?.state === 'posted' ? await note() : undefined;
		return invoice && credited && (!invoice.amount_residual || !credited.amount_residual)
			? settled(order, invoice, credited)
			: undefined;
	}

	function settled(order: ExchangedOrder, invoice: Invoice, credited: Invoice): Exchanged {
		const { currency } = intent!.amount;
		const [toPay, toRefund] = [openOf(invoice, currency), openOf(credited, currency)];
		const rest: RefundIntent | undefined =
			toRefund.amount > 0
				? {
						id: restOf(intent!.id),
						amount: toRefund,
						payment:
							restTo === 'store_credit'
								? { id: storeCredit, processor: storeCredit, providerIds: {} }
								: intent!.payment,
						reason: 'exchange',
						breakdown: [{ kind: 'adjustment', amount: toRefund, description: `What exchange ${order.name} left` }],
					}
				: undefined;
		return {
			...shown(order, 'settled'),
			invoice: { id: String(invoice.id), number: invoice.name },
			toPay,
			toRefund,
			intent: intent!.id,
			...(rest && { rest }),
			providerIds: { 'odoo.exchange': String(order.id), 'odoo.exchange_invoice': String(invoice.id) },
		};
	}

	function shown({ id, name, amount_total, currency_id }: ExchangedOrder, state: Stage): Exchanged {
		return {
			id: String(id),
			name,
			state,
			total: fromNumber(amount_total, currency_id!.name),
			providerIds: { 'odoo.exchange': String(id) },
			warnings: [],
		};
	}

	async function originalOrder(): Promise<{ own: Odoo; order: ExchangedOrder }> {
		const name = await orderName(context);
		if (!name.id && !name.number)
			throw invalidInput(
				'It is not known which order this is about',
				'Set Order, or run Odoo Returns: Find Order before.',
				'order',
			);
		const order = await odoo.get(
			'sale.order',
			ExchangedOrder,
			name.id ?? (await findOrder(odoo, name.number!, name)).id,
		);
		return { own: odoo.forCompany(order.company_id), order };
	}

	async function madeOrder(own: Odoo): Promise<ExchangedOrder | undefined> {
		const id = await own.find(keys.order);
		return id ? await own.get('sale.order', ExchangedOrder, id) : undefined;
	}

	async function linesOf(own: Odoo, { id }: ExchangedOrder): Promise<PricedLine[]> {
		return await own.search('sale.order.line', PricedLine, [['order_id', '=', id]]);
	}

	/** How far it can go now. What is not yet known (an order to be made) is settled as far as it goes. */
	async function nextStage(): Promise<Stage> {
		if (context.param<string>('confirm', 'now') === 'received' && !(await isBack(odoo, reference))) return 'held';
		const { own, order } = await old();
		const made = await madeOrder(own);
		if (made?.state === 'sale') return canBeInvoiced(await linesOf(own, made)) ? 'settled' : 'ordered';
		const lines = await newLines(own, order, replacements, context.param<Pricing>('pricing', 'paid'));
		return lines.some(({ product }) => product.invoice_policy === 'delivery') ? 'ordered' : 'settled';
	}

	return await context.perform('exchange', effect, (made) => {
		const { id, state, rest, total, toPay } = made as Exchanged;
		const events: NewEvent[] = [
			{
				source: 'odoo',
				id: state === 'settled' ? keys.order : `${keys.order}.${state}`,
				type: 'exchange.created',
				data: { id, state, total, ...(state === 'settled' && { intent, toPay, ...(rest && { rest: rest.amount }) }) },
				references: { 'odoo.exchange': id },
			},
		];
		if (rest && restTo !== 'leave')
			events.push({ source: 'odoo', id: `${keys.order}.rest`, type: 'refund.due', data: { intent: rest } });
		return events;
	});
}

/** What is due or on its way as money would be paid as well. */
function canBeExchanged({ state, exchange }: RefundLeg): boolean {
	return state === 'held' || state === 'failed' || state === 'dropped' || !!exchange;
}

/** Whether everything that the return expects has arrived. */
async function isBack(odoo: Odoo, reference: string): Promise<boolean> {
	const pickings = (await findReturn(odoo, reference))?.pickings.filter(({ state }) => state !== 'cancel') ?? [];
	return pickings.length > 0 && pickings.every(({ state }) => state === 'done');
}

async function replacementsOf(context: OperationContext): Promise<Replacement[]> {
	const given = jsonParam(
		context,
		'lines',
		Lines,
		'Give a list such as [{"sku": "TEE-BLUE-L", "quantity": 1}], or leave it blank for the same goods again.',
	);
	if (given) return given;
	return (await wantedLines(context)).map(({ sku, quantity }) => ({ sku, quantity }));
}
