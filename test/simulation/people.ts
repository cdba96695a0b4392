import type { IDataObject } from 'n8n-workflow';
import { HandOverRefused, type StepRow } from '../../nodes/shared/store/store';
import type { CaseState } from '../../nodes/shared/case';
import { Policy, type RefundIntent } from '../../nodes/shared/model';
import { policyHash } from '../../nodes/shared/policy/policyHash';
import { makeExchange } from './exchange';
import { hour, minute } from './faults';
import type { Scenario } from './scenario';
import { isKept, kindsOfInspection } from './inspection';
import { forgottenMs, travel, type ParcelEnd } from './parcels';
import { kindsOf } from './shop';
import type { World } from './world';

/** How long a step waits for a late order, as the settings say when they say nothing. */
const lateMs = 6 * hour;

/** A return as it really goes, whatever our records say. */
export interface Played {
	scenario: Scenario;
	/** Shopify's id of the return. */
	id: string;
	/** Parcels that the warehouse has reported. */
	reported: Scenario['parcels'];
	/** What became of the parcel that a carrier tells of. */
	parcelEnd?: ParcelEnd;
	/** The customer has canceled it. */
	canceled?: true;
	/** Nobody will do anything more about it. */
	over: boolean;
}

/** The customer asks, perhaps changes their mind, gets the label and sends the parcels; the warehouse reports each. */
export async function playReturn(world: World, scenario: Scenario): Promise<void> {
	const { time, providers, story } = world;
	await time.sleep(scenario.at);
	const { exchange } = scenario;
	const made = exchange
		? await makeExchange(world, scenario, exchange)
		: (await providers.shopify.requestReturn(scenario.order, scenario.lines)).return;
	const played: Played = { scenario, id: made.id, reported: [], over: false };
	world.played.push(played);
	const order = world.order(scenario.order);
	for (const kind of kindsOf(order)) story.count(`returns of orders ${kind}`);
	for (const kind of kindsOfInspection(
		scenario.parcels.flatMap(({ inspected }) => inspected),
		world.care,
	))
		story.count(`returns ${kind}`);
	if (exchange) story.count(`returns with an exchange in Shopify that is ${exchange.how}`);
	if (order.alsoPaid && world.played.some((one) => one !== played && one.scenario.order === order.number))
		story.count('further returns of an order paid in several ways');
	story.tell(
		exchange ? 'staff' : 'customer',
		`${exchange ? `exchange for an article of ${exchange.price}` : 'asks to return'} ${scenario.lines.map(({ sku, quantity }) => `${quantity} x ${sku}`).join(', ')} of order ${scenario.order}`,
	);
	const askedAt = time.now;
	const cancels = () =>
		scenario.cancelAfter !== undefined &&
		time.now - askedAt >= scenario.cancelAfter &&
		['REQUESTED', 'OPEN'].includes(made.status);
	let reference: string | undefined;
	for (;;) {
		if (['DECLINED', 'CANCELED'].includes(made.status)) return void (played.over = true);
		if (cancels()) {
			story.tell('customer', `cancels the return of order ${scenario.order}`);
			await cancel(world, played);
			continue;
		}
		reference ??= (await world.store.cases.findByReference('shopify.return', made.id))?.reference;
		if (reference && made.status === 'OPEN' && providers.easypost.bought().some((one) => one.reference === reference))
			break;
		if (world.givenUp) return;
		await time.sleep(minute);
	}
	if (scenario.sendsNothing !== undefined) {
		await time.sleep(scenario.sendsNothing);
		story.tell('customer', `has the label of order ${scenario.order}, and cancels`);
		await cancel(world, played);
		return void (played.over = true);
	}
	// Who sends less than they asked for may send nothing at all: then there is no parcel to follow.
	const end = scenario.parcels.length ? scenario.parcelEnd : undefined;
	if (end) played.parcelEnd = end;
	if (end === 'forgotten') return await forgets(world, played, reference);
	for (const [index, parcel] of scenario.parcels.entries()) {
		// There is one label; the rest goes by itself.
		if (index || !end) await time.sleep(parcel.travelMs);
		else if (!(await travel(world, reference, end, parcel.travelMs))) return void (played.over = true);
		const pieces = parcel.pieces as unknown as IDataObject[];
		world.post.warehouse({
			reference,
			type: 'return.received',
			id: `receipt ${reference} ${index + 1}`,
			data: { receipt: { id: `receipt-${index + 1}`, lines: pieces } },
		});
		// Staff see the parcel, and send the other article.
		if (exchange && !index) providers.shopify.releaseExchange(made.id);
		await time.sleep(parcel.inspectionMs);
		const inspected = parcel.inspected as unknown as IDataObject[];
		world.post.warehouse({
			reference,
			type: 'return.inspected',
			id: `inspection ${reference} ${index + 1}`,
			data: { inspection: { id: `inspection-${index + 1}`, lines: inspected } },
		});
		played.reported.push(parcel);
	}
	played.over = true;
}

async function cancel(world: World, played: Played): Promise<void> {
	const { state, webhooks } = world.providers.shopify;
	played.canceled = true;
	// A return that no webhook told of is found by the next look, canceled or not.
	if (!(await world.store.cases.findByReference('shopify.return', played.id))) world.restAfter(world.time.now);
	await webhooks.deliver('returns/cancel', webhooks.bodyOf('returns/cancel', state.cancel(played.id)));
}

/** The customer forgets to send: the return is over when its time is. */
async function forgets(world: World, played: Played, reference: string): Promise<void> {
	const { time, story, store } = world;
	story.count('returns that nobody sends');
	story.tell('customer', `forgets to send the return of order ${played.scenario.order}`);
	await time.sleep(forgottenMs);
	while ((await store.cases.get(reference))?.authorization === 'approved' && !world.givenUp)
		await time.sleep(10 * minute);
	// Its label is given back, and everybody is told.
	played.over = true;
}

/** Publishes the policy of the shop with a gate that two people must pass. Its name. */
export async function publishForTwo({ store, providers, time }: World): Promise<string> {
	const { policy: own } = providers.settings() as { policy: object };
	const policy = Policy.parse({
		...own,
		book: { currency: 'EUR', gates: [{ name: 'Two people', above: 50_000, people: 2 }] },
	});
	const actor = 'owner@example.com';
	const published = {
		name: 'two people',
		version: policyHash(policy),
		publishedAt: new Date(time.clock).toISOString(),
		number: 1,
		publishedBy: actor,
		note: 'Above 500.00 EUR',
		savedBy: [actor],
		policy,
	};
	await store.policies.change(
		published.name,
		({ name }) => ({ after: { name, revision: 1, published }, act: { action: 'policy_published' } }),
		{ actor },
	);
	return published.name;
}

/** Looks now and then at what waits for a decision, and decides; says so again when it did not get through. */
export async function playReviewer(world: World): Promise<void> {
	const look = whenChanged(
		world,
		async () => await world.store.cases.getMany({ authorization: 'in_review', open: true, limit: 20 }),
	);
	for (; !world.givenUp; await world.time.sleep(3 * minute)) {
		for (const { reference, ids, kind, review } of await look()) {
			const n8n = world.anyProcess();
			const played = world.played.find(({ id }) => id === ids['shopify.return']);
			// A withdrawal that is for a person is found to be in time.
			const says = kind === 'withdrawal' ? { review: 'Approve', payBackAs: 'Original payment' } : played?.scenario;
			if (!says || !n8n) continue;
			// Whoever has approved does so again now and then; it needs somebody else.
			const isSecond = review?.approvals.some((one) => one.void === undefined) && world.random.chance(0.7);
			const email = `${isSecond ? 'second' : 'first'}.reviewer@example.com`;
			world.story.tell('reviewer', `${says.review}: ${reference} (${email})`);
			void n8n.run('Review', [
				{
					reference,
					review: says.review,
					payBackAs: says.payBackAs,
					note: '',
					user: { email },
				},
			]);
		}
	}
}

/** Pays what finance is asked to pay, once, and says so in the form until it got through. */
export async function playFinance(world: World): Promise<void> {
	const look = whenChanged(world, async () => await toPayByHand(world));
	for (; !world.givenUp; await world.time.sleep(7 * minute)) {
		for (const { intent, reference } of await look()) {
			let paid = world.paidByHand.find((one) => one.intent === intent.id);
			if (!paid) {
				paid = {
					refund: `${intent.id} transfer ${world.paidByHand.length + 1}`,
					intent: intent.id,
					amount: intent.amount.amount,
				};
				world.paidByHand.push(paid);
				world.story.tell('finance', `pays ${intent.id} by hand`);
			}
			void world.anyProcess()?.run('Paid by Hand', [
				{
					reference,
					refund: intent.id,
					how: 'Bank transfer',
					proof: paid.refund.slice(intent.id.length + 1),
					user: { email: 'finance@example.com' },
				},
			]);
		}
	}
}

/** A look at the case store that is left out, to save time, while nothing was written since it found nothing. */
function whenChanged<T>(world: World, look: () => Promise<T[]>): () => Promise<T[]> {
	let noneAt: number | undefined;
	return async () => {
		const { version } = world.idle;
		if (version === noneAt) return [];
		const found = await look();
		noneAt = found.length ? undefined : version;
		return found;
	};
}

/** Refunds that finance was asked to pay and has not told of yet. */
export async function toPayByHand(world: World): Promise<Array<{ reference: string; intent: RefundIntent }>> {
	// A return that a restored store takes up again may be closed in Shopify already, with its refund still to pay.
	const cases = await world.store.cases.getMany({ limit: 100 });
	return cases.flatMap(({ reference, exceptions, refunds }) =>
		exceptions
			.filter(({ code, resolved }) => code === 'pay_by_hand' && !resolved)
			.map((one) => ({ reference, intent: refunds.find(({ intent }) => intent.id === one.intent)!.intent })),
	);
}

/** Tells customers of whom inspection leaves nothing to pay, and says that it is dealt with; their returns close by themselves. */
export async function playService(world: World): Promise<void> {
	const { time, story } = world;
	const look = whenChanged(world, async () => await refused(world));
	for (; !world.givenUp; await time.sleep(11 * minute)) {
		for (const { reference } of await look()) {
			story.count('customers who were told that nothing is owed');
			story.tell('service', `tells the customer of ${reference} that nothing is owed`);
			await world.store.cases.record({
				reference,
				events: [
					{
						id: `told ${reference} ${time.now}`,
						source: 'by hand',
						type: 'exception.resolved',
						data: { code: 'refund_refused', note: 'the customer knows' },
					},
				],
			});
			world.changed();
		}
	}
}

/** Returns that inspection leaves nothing to pay of and that service has not dealt with, of which all came and Shopify knows it. */
export async function refused(world: World): Promise<CaseState[]> {
	const cases = await world.store.cases.getMany({ limit: 1000 });
	return cases.flatMap((one) => {
		if (!one.exceptions.some(({ code, resolved }) => code === 'refund_refused' && !resolved)) return [];
		const played = world.played.find(({ id }) => id === one.ids['shopify.return']);
		if (!played?.over) return [];
		const made = world.providers.shopify.state.findReturn(played.id);
		const pieces = (of: Array<{ quantity: number }>) => of.reduce((total, { quantity }) => total + quantity, 0);
		const kept = pieces(played.reported.flatMap(({ inspected }) => inspected).filter(isKept));
		const came = pieces(played.reported.flatMap((parcel) => parcel.pieces));
		const told = made.lines.reduce((total, line) => total + line.processed, 0);
		return came === pieces(played.scenario.lines) && told === kept ? [one] : [];
	});
}

/** Replays stuck steps: now and then while things go wrong, and steadily, once they are among the alarms, when all is well again. */
export async function playOperator(world: World): Promise<void> {
	const { time, random, story, boundaries } = world;
	for (; !world.givenUp; await time.sleep(boundaries.stormy ? random.int(10, 120) * minute : 10 * minute)) {
		await handOver(world);
		const waiting = await world.store.steps.stuck({ limit: 100 });
		for (const { id } of waiting) world.everStuck.add(id);
		watchLate(world, waiting);
		// What cannot get better yet is left alone.
		const stuck = waiting.filter(({ reference }) => reference !== world.poisoned);
		const n8n = world.anyProcess();
		if (!stuck.length || !n8n) continue;
		if (!boundaries.stormy) {
			if (++world.replays > 12) world.givenUp = true;
			const alarms = await world.store.alarms.open({ limit: 1000 });
			const untold = stuck.filter(({ id }) => !alarms.some(({ stepId }) => stepId === id));
			if (untold.length)
				world.broken.push(
					`${stuck.length} steps are stuck, the owners are not told of ${untold.map(({ name, reference }) => `${name} of ${reference}`).join(', ')}`,
				);
		}
		story.count('stuck steps replayed', stuck.length);
		for (const { name, reference, error } of stuck)
			story.tell('operator', `replays ${name} of ${reference}: ${error?.message ?? ''}`);
		for (const one of stuck) deleteCanceledNote(world, one);
		const which = world.poisoned ? [...new Set(stuck.map(({ reference }) => reference))] : [''];
		for (const what of which)
			void n8n.run('Act on It', [{ what, do: 'Replay', reason: '', user: { email: 'operator@example.com' } }]);
	}
}

/**
 * What the stuck step advises: a credit note that was canceled in Odoo is deleted, so that it is issued again. An order's cancellation that comes late takes
 * along a credit note that is not posted yet.
 */
function deleteCanceledNote({ providers: { odoo } }: World, { reference, error }: StepRow): void {
	if (!error?.advice?.includes('delete the canceled credit note in Odoo')) return;
	for (const { id } of odoo.db.where('account.move', { move_type: 'out_refund', ref: reference, state: 'cancel' }))
		odoo.db.remove('account.move', id);
}

/** Nobody is told of an order that comes in time; one that does not is told when the time is over, not before. */
function watchLate({ plan, time, startedAt, broken, story }: World, stuck: StepRow[]): void {
	if (plan.clock) return;
	for (const { name, reference, error } of stuck.filter((one) => one.error?.notYet)) {
		story.count('late orders that were told');
		const problem = `${name} of ${reference} waits for a person and not for its order: ${error!.message}`;
		if (time.now - startedAt < lateMs && !broken.includes(problem)) broken.push(problem);
	}
}

/** Gives steps that nobody serves, as the alarms say, to the name that their step has now. */
async function handOver(world: World): Promise<void> {
	const alarms = await world.store.alarms.open({ limit: 1000 });
	for (const {
		facts: { subject },
	} of alarms.filter(({ kind }) => kind === 'unserved')) {
		const served = world.template
			.nodesOfType('returnCaseTrigger')
			.map(({ parameters }) => String(parameters.stepName))
			.find((name) => name.startsWith(`${subject} (`));
		if (!served) continue; // its trigger is only being started again
		try {
			const { moved } = await world.store.steps.handOver(
				{ from: subject, to: served },
				{ actor: 'operator@example.com' },
			);
			world.story.count('steps handed over', moved);
			world.story.tell('operator', `hands ${moved} steps of ${subject} over to ${served}`);
			world.changed();
		} catch (error) {
			if (!(error instanceof HandOverRefused)) throw error;
			world.story.tell('operator', `cannot hand steps over yet: ${error.message}`);
		}
	}
}
