import { standStillsOf } from '../../nodes/shared/case/standStill';
import type { CaseEvent } from '../../nodes/shared/model';
import type { CaseState } from '../../nodes/shared/case';
import { paidParts, type CatalogueOrder } from '../sandbox/catalogue';
import type { StepRow } from '../../nodes/shared/store/store';
import {
	billableAgain,
	countLabels,
	creditNotesOf,
	creditsOf,
	paymentsOf,
	receiptsOf,
	recordsOf,
	refundsOf,
	returnDocumentsOf,
	sentBackOf,
	sortingsOf,
} from './counts';
import { brokenParcel } from './parcels';
import type { Played } from './people';
import { isKept, owedFor, type Inspected } from './inspection';
import { amountIn, paidFor } from './shop';
import { brokenWithdrawals } from './withdrawals';
import type { World } from './world';

/**
 * What must hold when a run has come to rest. Everything that is compared is counted in the stand-ins' own state; our own
 * records only say which refunds were owed. Gives what is broken, in words.
 */
export async function brokenRules(world: World, cameToRest: boolean): Promise<string[]> {
	const { store, played } = world;
	const broken = new Set(world.broken);
	if (!cameToRest) broken.add('The run did not come to rest');
	const stuck = await store.steps.stuck({ limit: 100 });
	const all = await store.cases.getMany({ limit: 1000 });
	const cases = all.filter(({ kind }) => kind === 'return');
	for (const problem of await brokenWithdrawals(world)) broken.add(problem);
	const left = leftToPerson(world, stuck, cases);
	for (const step of stuck)
		if (!left.has(step.reference))
			broken.add(`${step.name} of ${step.reference} is still stuck after all is well again: ${step.error?.message}`);
	if (cases.length !== played.length)
		broken.add(`${played.length} returns were asked for, there are ${cases.length} cases`);
	for (const one of played) {
		const found = await store.cases.findByReference('shopify.return', one.id);
		if (!found) broken.add(`The return of order ${one.scenario.order} has no case`);
		else if (!left.has(found.reference))
			for (const problem of await brokenIn(world, one, found)) broken.add(`${found.reference}: ${problem}`);
	}
	for (const problem of brokenOrders(world, cases)) broken.add(problem);
	const owed = all.flatMap(({ refunds }) => refunds.map(({ intent }) => intent.id));
	for (const refund of refundsOf(world))
		if (
			!world.staffRefunds.includes(refund.refund) &&
			!isFromBefore(world, cases, refund.intent) &&
			!owed.includes(refund.intent)
		)
			broken.add(`A refund of ${refund.amount} was paid for ${refund.intent || 'nothing'}, which nobody owes`);
	return [...broken];
}

/**
 * What holds for an order over all of its returns, whoever paid what back: never more than was paid; and lines of which every piece
 * came back are worth their price to the smallest unit, in how many parcels and returns they ever came.
 */
function brokenOrders(world: World, cases: CaseState[]): string[] {
	const broken: string[] = [];
	const refunds = refundsOf(world);
	for (const number of new Set(world.played.map(({ scenario }) => scenario.order))) {
		const order = world.order(number);
		const played = world.played.filter(({ scenario }) => scenario.order === number);
		const own = cases.filter(({ ids }) => played.some(({ id }) => id === ids['shopify.return']));
		const isOwn = (intent: string) => own.some(({ reference }) => intent.startsWith(`${reference}/`));
		const ours = refunds.filter(({ intent }) => isOwn(intent)).reduce((sum, { amount }) => sum + amount, 0);
		const staff = staffRefundsOf(world, order);
		const paid = paidFor(order);
		if (paid !== amountIn(order, order.total)) broken.push(`order ${number}: its payments do not make its total`);
		if (ours + staff > paid)
			broken.push(`order ${number}: ${ours} went back for returns and ${staff} by staff, of ${paid} that was paid`);
		for (const problem of overGivenBack(world, order, own)) broken.push(problem);
		const waived = waivedIn(
			world,
			own.flatMap(({ refunds: legs }) => legs),
		);
		const { worth, within } = owedFor(
			order,
			played.flatMap(({ reported }) => reported.flatMap(({ inspected }) => inspected)),
			world.care,
		);
		if (!world.plan.restore && Math.abs(ours + waived - worth) > within + 1e-6)
			broken.push(`order ${number}: goods worth ${worth} came back, ${ours} was paid back and ${waived} dropped`);
		for (const { name, quantity } of billableAgain(world, number))
			broken.push(`order ${number}: ${quantity} x ${name} were credited, and Odoo would bill them once more`);
	}
	return broken;
}

/** Payments of an order for which more went back than they took, by whatever way: also by hand, or as store credit for a gift card. */
function overGivenBack(world: World, { number }: CatalogueOrder, own: CaseState[]): string[] {
	const legs = own.flatMap(({ refunds }) => refunds);
	const refunds = refundsOf(world);
	return world.providers.shopify.state
		.order(number)
		.transactions.filter(({ kind }) => kind === 'SALE')
		.flatMap(({ id, amount }) => {
			const intents = legs.filter(({ intent }) => id.endsWith(`/${intent.payment.id}`)).map(({ intent }) => intent.id);
			const back = refunds.filter(({ intent }) => intents.includes(intent)).reduce((sum, one) => sum + one.amount, 0);
			return back > amount.amount ? [`order ${number}: ${back} went back for payment ${id} of ${amount.amount}`] : [];
		});
}

/** What finance did not pay of refunds that were held, in minor units. */
function waivedIn({ decided }: World, refunds: CaseState['refunds']): number {
	return refunds
		.filter(({ state }) => state === 'dropped')
		.reduce((sum, { intent }) => sum + intent.amount.amount - (decided.get(intent.id) ?? 0), 0);
}

/** What staff refunded of an order themselves. */
function staffRefundsOf({ providers: { stripe, shopify }, staffRefunds }: World, order: CatalogueOrder): number {
	const charges = paidParts(order).flatMap(({ charge }) => charge ?? []);
	const inStripe = [...stripe.refunds.values()]
		.filter(({ id, charge }) => staffRefunds.includes(id) && charges.includes(charge))
		.reduce((sum, { amount }) => sum + amount, 0);
	return shopify.state
		.order(order.number)
		.refunds.filter(({ id }) => staffRefunds.includes(id))
		.flatMap(({ transactions }) => transactions)
		.reduce((sum, { amount }) => sum + amount.amount, inStripe);
}

/** A refund of a return whose case has begun anew since: the restored case store does not know that it was owed. */
function isFromBefore({ plan }: World, cases: CaseState[], intent: string): boolean {
	return !!plan.restore && cases.some(({ reference }) => intent.startsWith(`${reference}/`));
}

/**
 * Returns that a restored backup may leave to a person: their refunds had been paid, and the case that begins anew cannot make them its own;
 * or the warehouse reported goods once more before the case knew its items anew. Nothing is paid for them again; they are stuck, or an
 * exception, and told.
 */
function leftToPerson({ plan, story }: World, stuck: StepRow[], cases: CaseState[]): Set<string> {
	if (!plan.restore) return new Set();
	const reasons = /was already made, of|was made before with|would be more than the .* that can be paid back/;
	const isUnmatched = ({ exceptions }: CaseState) =>
		exceptions.some(({ code, resolved }) => code === 'unknown_item' && !resolved);
	const left = new Set([
		...stuck.filter(({ error }) => reasons.test(error?.message ?? '')).map(({ reference }) => reference),
		...cases.filter(isUnmatched).map(({ reference }) => reference),
	]);
	if (left.size) story.count('returns that a restore left to a person', left.size);
	return left;
}

/** What the providers did more often than it was due, however the run ended. */
export async function doubledThings(world: World): Promise<string[]> {
	const doubled: string[] = [];
	const atMost = (most: number, found: number, what: string) =>
		void (found > most && doubled.push(`${what}: ${found} instead of ${most}`));
	const refunds = refundsOf(world);
	for (const intent of new Set(refunds.map((one) => one.intent)))
		atMost(1, refunds.filter((one) => one.intent === intent).length, `refund ${intent}`);
	for (const { refund } of refunds) atMost(1, paymentsOf(world, refund), `payment of refund ${refund}`);
	const records = recordsOf(world);
	for (const intent of new Set(records.map((one) => one.intent)))
		atMost(1, records.filter((one) => one.intent === intent).length, `record of refund ${intent} in Shopify`);
	for (const { id, scenario } of world.played) {
		const reference = (await world.store.cases.findByReference('shopify.return', id))?.reference;
		if (!reference) continue;
		const pieces = scenario.parcels
			.flatMap((parcel) => parcel.pieces)
			.reduce((total, { quantity }) => total + quantity, 0);
		atMost(1, countLabels(world, reference), `label of ${reference}`);
		atMost(1, returnDocumentsOf(world, reference), `return of ${reference} in Odoo`);
		atMost(pieces, receiptsOf(world, reference).pieces, `pieces of ${reference} received in Odoo`);
		atMost(pieces, sortingsOf(world, reference).pieces, `pieces of ${reference} sorted in Odoo`);
		atMost(
			countPieces(scenario.parcels.flatMap(({ inspected }) => inspected).filter((one) => !isKept(one))),
			sentBackOf(world, reference).pieces,
			`pieces of ${reference} sent back from Odoo`,
		);
		atMost(
			pieces,
			world.providers.shopify.state.findReturn(id).lines.reduce((total, line) => total + line.processed, 0),
			`pieces of ${reference} told to Shopify`,
		);
		const due = (await world.store.cases.timeline(reference)).filter(({ type }) => type === 'refund.due').length;
		const notes = creditNotesOf(world, reference);
		for (const intent of new Set(notes.map((note) => note.intent)))
			atMost(1, notes.filter((note) => note.intent === intent).length, `credit note of ${intent}`);
		if (!world.plan.restore) atMost(due, notes.length, `credit notes of ${reference}`);
	}
	return doubled;
}

const countPieces = (of: Array<{ quantity: number }>) => of.reduce((total, { quantity }) => total + quantity, 0);
const inOrder = (amounts: number[]) => [...amounts].sort((a, b) => a - b).join(' + ');

async function brokenIn(world: World, played: Played, found: CaseState): Promise<string[]> {
	const { scenario, id, reported } = played;
	const problems: string[] = [];
	const must = (holds: boolean, problem: string) => void (holds || problems.push(problem));
	const { reference } = found;
	const made = world.providers.shopify.state.findReturn(id);
	const timeline = await world.store.cases.timeline(reference);
	must((await world.store.cases.verify(reference)) === undefined, 'the history is not intact');
	problems.push(...brokenParcel(world, played, found, timeline));
	const approvedBy = new Set((found.review?.approvals ?? []).map(({ by, void: why }) => (why === undefined ? by : '')));
	approvedBy.delete('');
	if (found.approvedAt !== undefined && approvedBy.size > 1) world.story.count('returns that two people approved');
	must(
		found.approvedAt === undefined || (found.decision?.approvals?.people ?? 1) < 2 || approvedBy.size > 1,
		'it was approved, and two people had to',
	);

	// Money: each refund that was frozen is paid once, exactly; and all of them together are worth what came back.
	// What finance has dropped, since staff had refunded meanwhile, is not owed.
	const dropped = found.refunds.filter(({ state }) => state === 'dropped');
	const isDropped = (id: string) => dropped.some(({ intent }) => intent.id === id);
	const ever = new Map(
		timeline
			.filter((event): event is CaseEvent<'refund.due'> => event.type === 'refund.due')
			.map((event) => [event.data.intent.id, event]),
	);
	for (const id of ever.keys())
		if (isDropped(id) && !(world.plan.restore && world.decided.has(id)))
			must(!refundsOf(world).some(({ intent }) => intent === id), `refund ${id} was dropped, and paid`);
	must(
		world.staffRefunds.length > 0 || dropped.every(({ intent }) => world.decided.has(intent.id)),
		'a refund was dropped, and nobody else has paid or decided it',
	);
	const dues = [...ever.values()].filter(({ data }) => !isDropped(data.intent.id));
	const refunds = refundsOf(world).filter(({ intent }) => intent.startsWith(`${reference}/`));
	for (const {
		data: { intent },
	} of dues) {
		const paid = refunds.filter((one) => one.intent === intent.id);
		must(paid.length === 1, `refund ${intent.id} was paid ${paid.length} times`);
		for (const { amount } of paid)
			must(amount === intent.amount.amount, `refund ${intent.id} of ${intent.amount.amount} was paid as ${amount}`);
	}
	const pieces = reported.flatMap((parcel) => parcel.pieces);
	const inspected = reported.flatMap((parcel) => parcel.inspected);
	const { worth, within } = owedFor(world.order(scenario.order), inspected, world.care);
	const paid = refunds.reduce((total, { amount }) => total + amount, 0);
	const waived = waivedIn(world, dropped);
	must(
		Math.abs(paid + waived - worth) <= within + 1e-6,
		`goods worth ${worth} came back, ${paid} was paid back${waived ? ` and ${waived} dropped` : ''}`,
	);

	// For goods that were exchanged in Shopify money goes back only for what the other article costs less, and the article goes out once.
	const { exchange } = scenario;
	if (exchange && !world.staffRefunds.length) {
		const difference = Math.max(0, worth - exchange.price);
		must(
			Math.abs(paid - difference) <= within + 1e-6,
			`goods worth ${worth} came back for an article of ${exchange.price}, ${paid} was paid back`,
		);
	}
	const released = countPieces((made.exchanges ?? []).map(({ processed }) => ({ quantity: processed })));
	must(
		released === (exchange && reported.length ? 1 : 0),
		`${released} other articles were given for ${reported.length} parcels`,
	);

	// Parcel, goods, books: one document for each thing that happened.
	const labels = countLabels(world, reference);
	must(labels <= 1, `${labels} labels were bought`);
	const count = countPieces(pieces);
	const documents = returnDocumentsOf(world, reference);
	must(documents <= 1, `${documents} returns in Odoo`);
	const received = receiptsOf(world, reference);
	must(
		received.transfers === reported.length,
		`${reported.length} parcels came, ${received.transfers} receipts in Odoo`,
	);
	const still = standStillsOf(found).map(({ stage }) => stage);
	must(!still.length, `it is over, and still waits for ${still.join(', ')}`);
	must(received.pieces === count, `${count} pieces came, ${received.pieces} were received in Odoo`);
	const [stays, goesBack] = [
		countPieces(inspected.filter(isKept)),
		countPieces(inspected.filter((one) => !isKept(one))),
	];
	const inspections = (of: (one: Inspected) => boolean) =>
		reported.filter((parcel) => parcel.inspected.some(of)).length;
	const sorted = sortingsOf(world, reference);
	const sortings = inspections(isKept);
	must(sorted.transfers === sortings, `${sortings} inspections, ${sorted.transfers} sorting transfers in Odoo`);
	must(sorted.pieces === stays, `${stays} inspected pieces stay, ${sorted.pieces} were sorted in Odoo`);
	const sentBack = sentBackOf(world, reference);
	const deliveries = inspections((one) => !isKept(one));
	must(
		sentBack.transfers === deliveries && sentBack.pieces === goesBack,
		`${goesBack} pieces of ${deliveries} inspections go back to the customer, Odoo has ${sentBack.transfers} deliveries of ${sentBack.pieces}`,
	);
	const notes = creditNotesOf(world, reference);
	// A restored case store may have forgotten what was owed; what was paid is booked all the same.
	const owed = world.plan.restore
		? refunds.map(({ amount }) => amount)
		: dues.map(({ data: { intent } }) => intent.amount.amount);
	must(
		inOrder(notes.map(({ cents }) => cents)) === inOrder(owed),
		`refunds of ${inOrder(owed)}, credit notes of ${inOrder(notes.map(({ cents }) => cents))}`,
	);
	// Store credit is booked as well, as what is owed to the customer: no credit note stays open.
	for (const note of notes)
		must(note.posted && note.paid, `credit note ${note.name} is ${note.posted ? 'not paid' : 'not posted'}`);
	for (const { refund } of refunds)
		must(paymentsOf(world, refund) === 1, `refund ${refund} is booked ${paymentsOf(world, refund)} times`);

	// What Shopify shows as refunded is what went back: of each refund that it did not pay itself, unless finance knows that it cannot.
	// What a restored case store has forgotten, finance was told of before.
	const credits = creditsOf(world.providers.shopify).map(({ intent }) => intent);
	const known = found.refunds.map(({ intent }) => intent.id);
	for (const { refund, intent, amount } of refunds) {
		if (refund.startsWith('gid://shopify/Refund/') || credits.includes(intent)) continue;
		if (world.plan.restore && !known.includes(intent)) continue;
		const shown = recordsOf(world).filter((one) => one.intent === intent);
		must(
			(shown.length === 1 && shown[0].amount === amount) ||
				found.exceptions.some((one) => one.code === 'not_in_shop' && one.intent === intent),
			`refund ${intent} of ${amount} went back elsewhere, and Shopify shows ${shown.map((one) => one.amount).join(' + ') || 'nothing'} of it`,
		);
	}

	// Shopify, and the end of the case.
	const processed = made.lines.reduce((total, line) => total + line.processed, 0);
	must(processed === stays, `${stays} pieces came and stay, Shopify was told of ${processed}`);
	const wanted = countPieces(scenario.lines);
	if (made.status === 'DECLINED')
		must(found.authorization === 'declined', `declined in Shopify, ${found.authorization} here`);
	else if (made.status === 'CANCELED')
		must(
			found.authorization === (played.canceled ? 'canceled' : 'expired'),
			`canceled in Shopify, ${found.authorization} here`,
		);
	else if (count === wanted)
		must(
			made.status === 'CLOSED' && !!found.closedAt,
			`everything came back, but the return is ${made.status} in Shopify and ${found.closedAt ? 'closed' : 'open'} here`,
		);
	else
		must(
			made.status === 'OPEN' &&
				(found.logistics === (count ? 'part_received' : found.tracking ? 'in_transit' : 'label_issued') ||
					// Where somebody forgets to send, days pass: by then a person is asked about a parcel that went another way.
					(found.logistics === 'missing' && ['lost', 'damaged', 'returned'].includes(played.parcelEnd ?? ''))),
			`${count} of ${wanted} pieces came, but the return is ${made.status} in Shopify and ${found.logistics} here`,
		);

	// A return that ended before anything came leaves nothing behind; what was made too late is for a person.
	if (made.status === 'CANCELED') {
		const told = (code: string) => found.exceptions.some((one) => one.code === code);
		must(documents === 0 || told('document_of_ended_return'), `canceled, and Odoo still expects ${documents} returns`);
		const kept = world.providers.easypost
			.bought()
			.filter((one) => one.reference === reference && !one.refund_status).length;
		must(kept === 0 || told('label_of_ended_return'), `canceled, and ${kept} labels were not given back`);
	}

	// News: an e-mail may come twice, none is missing.
	// A return that has ended needs nobody's decision any more, and no label.
	const undone = ['canceled', 'declined', 'expired'].includes(found.authorization)
		? ['return.review_required', 'label.issued']
		: [];
	const news = timeline.filter(
		({ type, data }) =>
			(type === 'return.inspected' && JSON.stringify(data).includes('"destination":"customer"')) ||
			([
				'label.issued',
				'return.declined',
				'refund.succeeded',
				'store_credit.issued',
				'return.review_required',
				'return.expired',
				'return.reminded',
				'claim.opened',
				'return_document.canceled',
			].includes(type) &&
				!undone.includes(type)),
	).length;
	const mails = world.providers.mails.filter(({ subject }) => subject.includes(reference)).length;
	must(mails >= news, `${news} messages were due, ${mails} e-mails were sent`);
	const told = (await world.store.alarms.open({ limit: 1000, reference })).filter(
		({ kind }) => kind === 'exception',
	).length;
	const open = found.exceptions.filter(({ resolved }) => !resolved).length;
	must(told === open, `${open} exceptions are open, ${told} are among the alarms`);
	return problems;
}
