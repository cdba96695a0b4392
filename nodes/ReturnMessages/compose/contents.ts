import { z } from 'zod';
import { rulesOf, type CaseState, type RefundLeg } from '../../shared/case';
import {
	CaseException,
	Decision,
	eventData,
	Inspection,
	Money,
	ParcelClaim,
	Receipt,
	Refund,
	ReturnLabel,
	Statement,
	StoreCredit,
	usualExpiryDays,
	type MessageName,
} from '../../shared/model';
import type { About } from './about';
import { facts, link, list, quote, sentence, type Block } from './document';
import { goodsOf, lineNamed, nameOf } from './goods';
import { arrivalOf, breakdownBlocks, deductionsSoFar, paidSoFar } from './money';
import type { Writer } from './writer';

/** What follows the main words of a message, and the amount and the instant that these may name. */
export interface Content {
	blocks: Block[];
	amount?: Money;
	/** An instant, of which the day is said. */
	date?: string;
}

type Contents = (write: Writer, about: About) => Content;

/** Each message. What an event says that is of another shape than expected is left out: what the customer must know is in the case. */
export const contents: Record<MessageName, Contents> = {
	requested: (write, { state }) => ({ blocks: goodsBlocks(write, state) }),
	question: (write, about) => {
		const asked = said(about, 'note', z.string())?.trim();
		return { blocks: [...(asked ? [quote(asked)] : []), ...goodsBlocks(write, about.state)] };
	},
	approved: (write, { reference, state }) => {
		const label = state?.labels.filter(({ voided }) => !voided).at(-1);
		const how =
			state?.returnBy === 'drop_off'
				? [sentence(write.phrase('drop_off', { reference }))]
				: label
					? labelBlocks(write, label)
					: [sentence(write.phrase('label_follows'))];
		return { blocks: [...how, ...sendByBlocks(write, state), ...goodsBlocks(write, state)], date: sendBy(state) };
	},
	label: (write, about) => {
		const { state } = about;
		const label = said(about, 'label', ReturnLabel) ?? state?.labels.filter(({ voided }) => !voided).at(-1);
		return {
			blocks: [
				...(label ? labelBlocks(write, label) : [sentence(write.phrase('label_elsewhere'))]),
				...sendByBlocks(write, state),
				...goodsBlocks(write, state),
			],
			date: sendBy(state),
		};
	},
	reminder: (write, about) => contents.approved(write, about),
	received: (write, about) => ({ blocks: receivedBlocks(write, about) }),
	part_received: (write, about) => ({ blocks: receivedBlocks(write, about) }),
	inspected: (write, about) => {
		const { state } = about;
		const deductions = state ? deductionsSoFar(write, state) : [];
		return {
			blocks: [
				...inspectedBlocks(write, about),
				facts(...deductions),
				...(deductions.length ? [sentence(write.phrase('object_deduction'))] : []),
			],
		};
	},
	sent_back: (write, about) => ({
		blocks: [...inspectedBlocks(write, about, 'customer'), sentence(write.phrase('object_decline'))],
	}),
	refund_paid: (write, about) => {
		const { state, event, now } = about;
		const refund = said(about, 'refund', Refund);
		const leg = legOf(state, refund?.intent, 'succeeded');
		const amount = refund?.amount ?? leg?.intent.amount ?? paidSoFar(state);
		const date = event?.time ?? refund?.createdAt ?? now;
		return {
			blocks: [
				facts([write.label('amount'), amount && write.amount(amount)], [write.label('paid_on'), write.day(date)]),
				sentence(write.phrase(arrivalOf(leg))),
				...breakdownBlocks(write, state, leg),
			],
			amount,
			date,
		};
	},
	refund_failed: (write, about) => {
		const refund = said(about, 'refund', Refund);
		const amount = refund?.amount ?? legOf(about.state, undefined, 'failed')?.intent.amount;
		return { blocks: [facts([write.label('amount'), amount && write.amount(amount)])], amount };
	},
	declined: (write, about) => {
		const { state, event } = about;
		const decision = said(about, 'decision', Decision) ?? state?.decision;
		const codes = [...(decision?.reasons ?? []).map(({ code }) => code), ...shopCode(event?.data.reason)];
		const reasons = [...new Set(codes.flatMap((code) => write.reason(code) ?? []))];
		const note = said(about, 'note', z.string());
		return {
			blocks: [
				...reasons.map(sentence),
				...(note?.trim() ? [quote(note.trim())] : []),
				sentence(write.phrase('object_decline')),
				...goodsBlocks(write, state),
			],
		};
	},
	canceled: (write, { state }) => ({ blocks: goodsBlocks(write, state) }),
	expired: (write, { state }) => ({ blocks: goodsBlocks(write, state) }),
	exchange: (write, about) => exchangeContent(write, about),
	credit_issued: (write, { state, event }) => {
		const credit = StoreCredit.safeParse(event?.data);
		const leg = state?.refunds.filter(({ storeCredit }) => storeCredit).at(-1);
		const named = credit.success ? legOf(state, credit.data.intent) : undefined;
		const amount = (credit.success ? credit.data.amount : undefined) ?? (named ?? leg)?.intent.amount;
		return {
			blocks: [
				facts([write.label('amount'), amount && write.amount(amount)]),
				...breakdownBlocks(write, state, named ?? leg),
			],
			amount,
		};
	},
	withdrawal_received: (write, about) => withdrawalContent(write, about),
	review: (write, about) => {
		const { state, reference, reviewPage } = about;
		const decision = said(about, 'decision', Decision) ?? state?.decision;
		const address = reviewPage && `${reviewPage}?${new URLSearchParams({ reference }).toString()}`;
		return {
			blocks: [
				list((decision?.reasons ?? []).map(({ message }) => message)),
				...link(write.phrase('see_and_decide'), address),
				...goodsBlocks(write, state),
			],
		};
	},
	exception: (write, about) => {
		const one = said(about, 'exception', CaseException);
		const open = (about.state?.exceptions ?? []).filter(({ resolved }) => !resolved);
		return { blocks: [list((one ? [one] : open).map(({ message }) => message)), ...goodsBlocks(write, about.state)] };
	},
	stuck: (write, { stuck }) => ({
		blocks: [
			facts([write.label('reason'), stuck?.what], [write.label('advice'), stuck?.advice]),
			...link(write.phrase('see_execution'), stuck?.execution),
		],
	}),
	connection: (write, { news }) => ({ blocks: [facts([write.label('reason'), news?.reason])] }),
	claim: (write, about) => {
		const claim = said(about, 'claim', ParcelClaim) ?? about.state?.claims?.at(-1);
		if (!claim) return { blocks: [] };
		const { carrier, service, trackingNumber, said: reason, acceptedAt, label, goods, value } = claim;
		return {
			blocks: [
				facts(
					[write.label('carrier'), [carrier, service].filter(Boolean).join(', ')],
					[write.label('tracking_number'), trackingNumber],
					[write.label('label'), Object.values(label.providerIds)[0] ?? label.id],
					[write.label('reason'), reason],
					[write.label('handed_over'), acceptedAt && write.day(acceptedAt)],
					[
						write.label('goods'),
						goods.map(({ sku, title, quantity }) => write.piece(quantity, title || sku)).join(', '),
					],
					[write.label('amount'), value && write.amount(value)],
				),
			],
			amount: value,
		};
	},
	not_expected: (write, { state, event }) => {
		const document = eventData['return_document.canceled'].safeParse(event?.data);
		return {
			blocks: [
				facts([write.label('receipt'), document.success ? document.data.name : undefined]),
				...goodsBlocks(write, state),
			],
		};
	},
};

/** What an event carries under a name, when it is what is expected. */
function said<S extends z.ZodTypeAny>({ event }: About, name: string, schema: S): z.output<S> | undefined {
	const result = schema.safeParse(event?.data[name]);
	return result.success ? (result.data as z.output<S>) : undefined;
}

function goodsBlocks(write: Writer, state: CaseState | undefined): Block[] {
	if (!state) return [];
	return [
		facts([
			write.label('goods'),
			goodsOf(state)
				.map(({ name, quantity }) => write.piece(quantity, name))
				.join(', '),
		]),
	];
}

function labelBlocks(write: Writer, label: ReturnLabel): Block[] {
	const { code } = label;
	const open = link(write.phrase('open_label'), label.labelUrl);
	return [
		...(open.length || code ? open : [sentence(write.phrase('label_elsewhere'))]),
		...(code
			? [
					sentence(write.phrase('show_code')),
					...link(write.phrase('open_code'), code.url),
					facts([write.label('code'), code.text]),
				]
			: []),
		facts([write.label('carrier'), label.carrier], [write.label('tracking_number'), label.trackingNumber]),
		...link(write.phrase('follow_parcel'), label.trackingUrl),
	];
}

/** Until when the goods are to come; undefined: they may always. */
function sendBy(state: CaseState | undefined): string | undefined {
	if (state?.clock) return `${state.clock.sendBackBy}T12:00:00.000Z`;
	if (!state?.approvedAt) return undefined;
	const days = rulesOf(state)?.expireAfterDays ?? usualExpiryDays;
	return days ? new Date(Date.parse(state.approvedAt) + days * 24 * 3_600_000).toISOString() : undefined;
}

function sendByBlocks(write: Writer, state: CaseState | undefined): Block[] {
	const until = sendBy(state);
	return [facts([write.label('send_by'), until && write.day(until)])];
}

function receivedBlocks(write: Writer, about: About): Block[] {
	const { state } = about;
	const came = (said(about, 'receipt', Receipt)?.lines ?? []).map((one) => {
		const line = lineNamed(state, one);
		return write.piece(one.quantity, line ? nameOf(line) : (one.sku ?? ''));
	});
	const missing = (state?.lines ?? []).flatMap((line) => {
		const { approved, received } = line.quantities;
		return approved > received ? [write.piece(approved - received, nameOf(line))] : [];
	});
	return [facts([write.label('goods'), came.join(', ')], [write.label('missing'), missing.join(', ')])];
}

/** What was found, piece by piece; `destination`: only of pieces that go there. */
function inspectedBlocks(write: Writer, about: About, destination?: 'customer'): Block[] {
	const lines = said(about, 'inspection', Inspection)?.lines ?? about.state?.inspections.at(-1)?.lines ?? [];
	return [
		list(
			lines
				.filter((one) => !destination || one.destination === destination)
				.map((one) => {
					const line = lineNamed(about.state, one);
					const piece = write.piece(one.quantity, line ? nameOf(line) : (one.sku ?? ''));
					return one.note?.trim() ? `${piece}: ${one.note.trim()}` : piece;
				}),
		),
	];
}

/** The refund of that name, else the newest in that state. */
function legOf(
	state: CaseState | undefined,
	intent: string | undefined,
	standing?: RefundLeg['state'],
): RefundLeg | undefined {
	const legs = state?.refunds ?? [];
	return intent ? legs.find((one) => one.intent.id === intent) : legs.filter((one) => one.state === standing).at(-1);
}

/** Shopify's and our own words for why a return is declined, as the policy's codes. */
function shopCode(reason: unknown): string[] {
	if (typeof reason !== 'string') return [];
	return [{ FINAL_SALE: 'final_sale', RETURN_PERIOD_ENDED: 'window_over' }[reason] ?? reason];
}

/** How far an exchange is, as *Odoo Returns: Exchange: Create* tells it; one of the shop is ordered. */
const Exchanged = z.object({
	state: z.enum(['held', 'ordered', 'settled']).catch('ordered'),
	toPay: Money.optional().catch(undefined),
	rest: Money.optional().catch(undefined),
});

function exchangeContent(write: Writer, { state, event }: About): Content {
	const { state: stage, toPay, rest } = Exchanged.parse(event?.data ?? {});
	const owed = toPay && toPay.amount > 0 ? toPay : undefined;
	const settled = owed
		? write.phrase('exchange_to_pay', { amount: write.amount(owed) })
		: rest
			? write.phrase('exchange_rest', { amount: write.amount(rest) })
			: write.phrase('exchange_even');
	const sentences = {
		held: [write.phrase('exchange_held')],
		ordered: [write.phrase('exchange_ordered'), write.phrase('exchange_invoice')],
		settled: [write.phrase('exchange_ordered'), settled],
	}[stage];
	return { blocks: [sentence(sentences.join(' ')), ...goodsBlocks(write, state)], amount: owed ?? rest };
}

/** Content and time of the statement, to the second (Directive 2011/83/EU Art. 11a(4)). */
function withdrawalContent(write: Writer, about: About): Content {
	const { state, now } = about;
	const statement = said(about, 'statement', Statement);
	const toldAt = statement?.toldAt ?? about.event?.time ?? state?.openedAt ?? now;
	const lines = (statement?.lines ?? []).map(({ sku, title, quantity }) => write.piece(quantity, title || sku));
	const withdrawn = lines.length ? lines.join(', ') : write.phrase('whole_contract');
	return {
		blocks: [
			facts(
				[write.label('name'), statement?.name ?? state?.customer?.name],
				[write.label('contract'), statement?.contract ?? state?.orderNumber],
				[write.label('email'), statement?.email ?? state?.customer?.email],
				[write.label('withdrawn_from'), withdrawn],
				[write.label('received_by'), statement?.channel],
				[write.label('received_on'), write.moments(toldAt)],
			),
			...(statement?.text?.trim() ? [sentence(`${write.label('statement')}:`), quote(statement.text.trim())] : []),
		],
		date: toldAt,
	};
}
