import type { ITriggerFunctions } from 'n8n-workflow';
import type { CaseState } from '../../shared/case';
import type { ParcelKnown } from '../../shared/case/parcelProgress';
import { EffectError, jsonOf, type ReturnLabel } from '../../shared/model';
import type { CaseStore } from '../../shared/store/store';
import { putBackOf } from '../../shared/operation';
import { isByHand, tellLost, warn, workflowOf } from '../../shared/trigger';
import { lookoutOf, type Looking } from '../../shared/trigger/lookout';
import { leadsOn } from '../../shared/trigger/webhook';
import { sellerOf } from '../labels/labelsOf';
import { carriers } from '../carriers';
import type { TracksMany } from '../carriers/tracked';
import type { ParcelNews } from '../carriers/webhook';
import { listened, type Listened } from './connect';
import { itemsOf } from './item';
import { isRegistered, register } from './registered';
import { takeIn, takeInMessage, type TakenIn } from './takeIn';

/** Returns with a parcel that may be on its way, read so many at a time. */
const pageSize = 100;
/** In these a parcel is expected to move. From the end, so that one that comes further meanwhile is not asked for twice. */
const waiting = ['in_transit', 'label_issued'] as const;
/** From here on a parcel goes no further. */
const ended = ['delivered', 'returned_to_sender'];

interface Onlooker {
	node: ITriggerFunctions;
	store: CaseStore;
	receiver: string;
	at: Listened;
}

/** The trigger's lookout: the webhook is there, and parcels of which no webhook tells are asked for. */
export async function trackingLookout(node: ITriggerFunctions): ReturnType<typeof lookoutOf> {
	return await lookoutOf<Onlooker>(node, {
		connection: (await listened(node)).id,
		onlooker: async ({ store, receiver }) => ({ node, store, receiver, at: await listened(node) }),
		look,
		replay,
	});
}

/** One look. A parcel that cannot be asked for holds up no other; the next look asks again. */
export async function look(onlooker: Onlooker, looking: Looking): Promise<void> {
	await mendWebhook(onlooker);
	for (const logistics of waiting) {
		let before: { updatedAt: string; reference: string } | undefined;
		for (;;) {
			const page = await onlooker.store.cases.getMany({
				logistics,
				open: true,
				limit: pageSize,
				...(before && { before }),
			});
			await lookAt(onlooker, page);
			await looking.keep(new Date().toISOString());
			const last = page.at(-1);
			if (page.length < pageSize || !last) break;
			before = { updatedAt: last.updatedAt, reference: last.reference };
		}
	}
}

/** A parcel that may be on its way. */
interface Expected {
	reference: string;
	label: ReturnLabel;
	known: ParcelKnown | undefined;
}

async function lookAt(onlooker: Onlooker, states: CaseState[]): Promise<void> {
	const expected = states.flatMap(expectedOf);
	const { trackMany } = onlooker.at.service;
	if (trackMany) return await lookAtMany(onlooker, trackMany, expected);
	for (const parcel of expected)
		await orNextTime(
			onlooker,
			[parcel],
			async () => await hear(onlooker, parcel, await newsOf(onlooker, parcel.label)),
		);
}

/** Of whoever tells of many in one answer; a number that it does not follow yet it follows from then on. */
async function lookAtMany(onlooker: Onlooker, { most, ask, follow }: TracksMany, all: Expected[]): Promise<void> {
	const { api } = onlooker.at;
	const parcels = all.filter(({ label }) => isOfNobody(label));
	for (let first = 0; first < parcels.length; first += most) {
		const some = parcels.slice(first, first + most);
		await orNextTime(onlooker, some, async () => {
			const news = await ask(
				api,
				some.map(({ label }) => label),
			);
			for (const [index, parcel] of some.entries())
				await orNextTime(
					onlooker,
					[parcel],
					async () => await hear(onlooker, parcel, news[index] ?? (await follow(api, parcel.label))),
				);
		});
	}
}

function expectedOf({ reference, labels, parcels }: CaseState): Expected[] {
	return labels.flatMap((label) => {
		const known = parcels?.find(({ trackingNumber }) => trackingNumber === label.trackingNumber);
		const isOver = label.voided || !label.trackingNumber || ended.includes(known?.reached ?? '');
		return isOver ? [] : [{ reference, label, known }];
	});
}

/** Does what may fail for these parcels alone: they hold up no other. */
async function orNextTime({ node }: Onlooker, parcels: Expected[], work: () => Promise<void>): Promise<void> {
	try {
		await work();
	} catch (error) {
		if (!(error instanceof EffectError) || error.category === 'configuration') throw error;
		warn(node, 'a parcel could not be asked for; the next look asks again', error, {
			reference: parcels.map(({ reference }) => reference).join(', '),
		});
	}
}

async function hear(onlooker: Onlooker, { known }: Expected, news: ParcelNews | undefined): Promise<void> {
	const { store, at, receiver } = onlooker;
	// In other words than its messages a carrier says when it is asked: what is wrong is known already.
	if (!news || (news.status === 'exception' && known?.status === 'exception')) return;
	await tell(onlooker, await takeIn(store, at.id, [news], receiver));
}

/** Whether no carrier service sold a label: it was made elsewhere. */
const isOfNobody = ({ providerIds }: ReturnLabel) => !Object.keys(providerIds).length;

/** Where a parcel is: one of the carrier service's own by its label, one of another carrier by its number when the trigger shall and the service can. */
async function newsOf({ node, at }: Onlooker, label: ReturnLabel): Promise<ParcelNews | undefined> {
	const { id, service, api } = at;
	const { trackingNumber, carrier } = label;
	const seller = sellerOf(label);
	if (seller && seller === id) {
		const { standing } = await carriers[seller].read(api, label.id);
		if (standing?.status !== 'in_use' || !standing.tracking) return undefined;
		return { trackingNumber, carrier, ...standing.tracking };
	}
	if (!service.track || !isOfNobody(label) || !node.getNodeParameter('followOthers', false)) return undefined;
	return await service.track(api, label);
}

async function tell({ node, store, at }: Onlooker, taken: TakenIn[]): Promise<void> {
	if (!taken.length || !leadsOn(node)) return;
	const items = await itemsOf(store, taken, {
		carrierService: at.id,
		noticedBy: 'look',
		read: (name) => node.getNodeParameter(name, ''),
	});
	if (items.length) node.emit([node.helpers.returnJsonArray(items)]);
}

/** Takes in again what an operator put back. */
async function replay(onlooker: Onlooker): Promise<void> {
	const { store, at, receiver } = onlooker;
	const source = at.id;
	for await (const { id, body, ...row } of putBackOf(store, source)) {
		if (row.receiver !== receiver) continue;
		try {
			const { topic, news } = at.service.webhook!.read(jsonOf(body));
			const suffix = `@${receiver}`;
			const taken = await takeInMessage(
				store,
				source,
				{ id: id.slice(0, -suffix.length), topic, body, news },
				receiver,
			);
			if (Array.isArray(taken)) await tell(onlooker, taken);
		} catch (error) {
			await store.inbox.mark(source, id, 'unreadable', (error as Error).message);
		}
	}
}

/** Makes a webhook again that was deleted; the operator hears of it. */
async function mendWebhook({ node, store, receiver, at }: Onlooker): Promise<void> {
	const { webhookAddress: url } = node.getWorkflowStaticData('node') as { webhookAddress?: string };
	if (!url || isByHand(node) || !at.service.webhook) return;
	const place = { receiver, url, name: `n8n: ${workflowOf(node)}` };
	if (await isRegistered(store, at, place)) return;
	if (!(await register(store, at, place))) return;
	await tellLost(store, at.id, receiver, {
		message: `The webhook of workflow "${workflowOf(node)}" at ${at.name} was gone; it was made again, and parcels are asked for one by one.`,
		advice: `Find out who removed it at ${at.name}.`,
	});
}
