import type { ITriggerFunctions } from 'n8n-workflow';
import type { CaseState } from '../../shared/case';
import { EffectError, jsonOf, type ReturnLabel } from '../../shared/model';
import type { CaseStore } from '../../shared/store/store';
import { putBackOf } from '../../shared/operation';
import { isByHand, tellLost, warn, workflowOf } from '../../shared/trigger';
import { lookoutOf, type Looking } from '../../shared/trigger/lookout';
import { leadsOn } from '../../shared/trigger/webhook';
import { isFrom } from '../labels/labelsOf';
import type { ParcelNews } from '../carriers/webhook';
import { listened, type Listened } from './connect';
import { itemsOf } from './item';
import { isRegistered, register } from './registered';
import { takeIn, takeInMessage, type TakenIn } from './takeIn';

/** Returns with a parcel that may be on its way, read so many at a time. */
const pageSize = 100;
/** In these a parcel is expected to move. */
const waiting = ['label_issued', 'in_transit'] as const;
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
			for (const state of page) await lookAt(onlooker, state);
			await looking.keep(new Date().toISOString());
			const last = page.at(-1);
			if (page.length < pageSize || !last) break;
			before = { updatedAt: last.updatedAt, reference: last.reference };
		}
	}
}

async function lookAt(onlooker: Onlooker, state: CaseState): Promise<void> {
	const { node, store, at, receiver } = onlooker;
	for (const label of state.labels) {
		const known = state.parcels?.find(({ trackingNumber }) => trackingNumber === label.trackingNumber);
		if (label.voided || !label.trackingNumber || ended.includes(known?.reached ?? '')) continue;
		try {
			const news = await newsOf(onlooker, label);
			// In other words than its messages a carrier says when it is asked: what is wrong is known already.
			if (news?.status === 'exception' && known?.status === 'exception') continue;
			if (news) await tell(onlooker, await takeIn(store, at.id, [news], receiver));
		} catch (error) {
			if (!(error instanceof EffectError) || error.category === 'configuration') throw error;
			warn(node, 'a parcel could not be asked for; the next look asks again', error, { reference: state.reference });
		}
	}
}

/** Where a parcel is: one of the carrier service's own by its label, one of another carrier by its number when the trigger shall and the service can. */
async function newsOf({ node, at }: Onlooker, label: ReturnLabel): Promise<ParcelNews | undefined> {
	const { service, api } = at;
	const { trackingNumber, carrier } = label;
	if (isFrom(service, label)) {
		const { standing } = await service.read(api, label.id);
		if (standing?.status !== 'in_use' || !standing.tracking) return undefined;
		return { trackingNumber, carrier, ...standing.tracking };
	}
	const isOfNobody = !Object.keys(label.providerIds).length;
	if (!service.track || !isOfNobody || !node.getNodeParameter('followOthers', false)) return undefined;
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
