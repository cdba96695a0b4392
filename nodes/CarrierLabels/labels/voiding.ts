import type { IDataObject } from 'n8n-workflow';
import type { OperationContext } from '../../shared/operation';
import type { Effect } from '../../shared/effect';
import type { EventType, NewEvent } from '../../shared/model';
import { VoidedLabel } from '../carriers';
import { carrierOf, type ChosenCarrier } from '../transport/carrierOf';
import { asksSeller, carrierForLabel, labelById, sellerOf } from './labelsOf';

export interface Voiding {
	labels: VoidedLabel[];
	/** In a dry run: what would be done. */
	messages?: string[];
}

/** Labels of one carrier service that are given back together. */
interface Group {
	chosen: ChosenCarrier;
	ids: string[];
}

/** Gives labels of one carrier service back, once. */
export async function voidAll(
	context: OperationContext,
	{ chosen: { id: source, service, api }, ids }: Group,
	endsStep: boolean,
): Promise<IDataObject> {
	const effect: Effect<Voiding> = {
		key: ids.join('+'),
		kind: `${source}.void`,
		async lookUp() {
			const standing = await oneByOne(ids, async (id) => (await service.read(api, id)).standing);
			return standing.every((one) => one !== undefined) ? { labels: standing } : undefined;
		},
		act: async () => ({ labels: await oneByOne(ids, async (id) => await service.voidLabel(api, id)) }),
		preview: async () => ({
			labels: [],
			messages: ids.map((id) => `Would void label ${id}, unless the carrier has scanned it.`),
		}),
	};
	return await context.perform(
		'voiding',
		effect,
		({ labels }) => labels.flatMap((label) => eventOf(source, label) ?? []),
		{ endsStep },
	);
}

/** The labels that are meant, by who sold them, and those that this node cannot void: another service or a person has made them. */
export async function labelsToVoid(context: OperationContext): Promise<{ groups: Group[]; foreign: VoidedLabel[] }> {
	const named = String(context.param<unknown>('labelId', '') ?? '').trim();
	if (named) {
		const chosen = await carrierForLabel(context, await labelById(context, named));
		return { groups: [{ chosen, ids: [named] }], foreign: [] };
	}
	const own = asksSeller(context) ? undefined : await carrierOf(context);
	const state = context.store || !own ? await context.requireCase() : undefined;
	if (!state) {
		const { service, api } = own!;
		const found = await service.find(
			api,
			{ reference: context.requireReference() },
			{ progress: {}, note: async () => {} },
		);
		return { groups: found ? [{ chosen: own!, ids: [found.id] }] : [], foreign: [] };
	}
	const open = state.labels.filter(({ voided }) => !voided);
	const sellers = [...new Set(open.flatMap((label) => sellerOf(label) ?? []))].filter((id) => !own || id === own.id);
	const groups: Group[] = [];
	for (const id of sellers) {
		const ids = [...new Set(open.filter((label) => sellerOf(label) === id).map((label) => label.id))];
		groups.push({ chosen: own ?? (await carrierOf(context, id)), ids });
	}
	const foreign = open
		.filter((label) => !sellers.some((id) => id === sellerOf(label)))
		.map(({ id, carrier, trackingNumber }) => ({
			id,
			carrier,
			trackingNumber,
			status: 'refused' as const,
			message: `This label was not bought through ${own?.name ?? 'a carrier service of this node'}: void it where it was bought.`,
		}));
	return { groups, foreign };
}

async function oneByOne<R>(ids: string[], work: (id: string) => Promise<R>): Promise<R[]> {
	const results: R[] = [];
	for (const id of ids) results.push(await work(id));
	return results;
}

const types: Record<string, EventType> = {
	delivered: 'shipment.delivered',
	exception: 'shipment.exception',
	returned_to_sender: 'shipment.exception',
	lost: 'shipment.exception',
};

/** What the case learns: the label is void, or its parcel is on its way. A label that the carrier keeps stays as it is. */
export function eventOf(source: string, { id, status, trackingNumber, tracking }: VoidedLabel): NewEvent | undefined {
	if (status === 'voided') return { source, id: `${id}.voided`, type: 'label.voided', data: { label: id } };
	if (status !== 'in_use' || !tracking) return undefined;
	return {
		source,
		id: `${id}.${tracking.status}`,
		type: types[tracking.status] ?? 'shipment.in_transit',
		data: { tracking: { trackingNumber, ...tracking } },
	};
}
