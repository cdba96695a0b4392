import type { IDataObject, INodeProperties } from 'n8n-workflow';
import {
	factsOutput,
	outcome,
	effectOptions,
	referenceProperty,
	type OperationContext,
} from '../../../shared/operation';
import { z } from 'zod';
import type { Effect } from '../../../shared/effect';
import type { EventType, NewEvent } from '../../../shared/model';
import { VoidedLabel } from '../../carriers';
import { carrierOf, type ChosenCarrier } from '../../transport/carrierOf';
import { isFrom } from './labelsOf';
import { labelIdProperty } from './request';

export const option = {
	name: 'Void',
	value: 'void',
	action: 'Void return label',
	description: 'Give unused labels back; one that the carrier has scanned is left alone',
};

export const description: INodeProperties[] = [
	referenceProperty,
	labelIdProperty('Empty: every label that the case has and that is not voided yet.'),
	effectOptions,
];

interface Voiding {
	labels: VoidedLabel[];
	/** In a dry run: what would be done. */
	messages?: string[];
}

export const asTool = 'whenAllowed';

export const output = factsOutput.extend({
	voiding: z.object({
		labels: z.array(VoidedLabel),
		/** In a test run: what would be done. */
		messages: z.array(z.string()).optional(),
		outcome: z.enum([...outcome.options, 'nothing_to_do']),
	}),
});

/** Gives unused labels back. One that is in use, or that the carrier keeps, is an outcome and no error; no label is nothing to do. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const chosen = await carrierOf(context);
	const { service, api } = chosen;
	const { ids, foreign } = await labelsToVoid(context, chosen);
	if (!ids.length) return { voiding: { labels: foreign, outcome: 'nothing_to_do' } };
	const effect: Effect<Voiding> = {
		key: ids.join('+'),
		kind: `${chosen.id}.void`,
		async lookUp() {
			const standing = await oneByOne(ids, async (id) => (await service.read(api, id)).standing);
			return standing.every((one) => one !== undefined) ? { labels: [...standing, ...foreign] } : undefined;
		},
		act: async () => ({
			labels: [...(await oneByOne(ids, async (id) => await service.voidLabel(api, id))), ...foreign],
		}),
		preview: async () => ({
			labels: [],
			messages: ids.map((id) => `Would void label ${id}, unless the carrier has scanned it.`),
		}),
	};
	return await context.perform('voiding', effect, ({ labels }) =>
		labels.flatMap((label) => eventOf(chosen.id, label) ?? []),
	);
}

/** The labels that are meant, and those that another service or a person has bought: they are voided there. */
async function labelsToVoid(
	context: OperationContext,
	{ name, service, api }: ChosenCarrier,
): Promise<{ ids: string[]; foreign: VoidedLabel[] }> {
	const named = String(context.param<unknown>('labelId', '') ?? '').trim();
	if (named) return { ids: [named], foreign: [] };
	const reference = context.requireReference();
	const state = context.store ? await context.requireCase() : undefined;
	if (!state) {
		const found = await service.find(api, { reference }, { progress: {}, note: async () => {} });
		return { ids: found ? [found.id] : [], foreign: [] };
	}
	const open = state.labels.filter(({ voided }) => !voided);
	return {
		ids: [...new Set(open.filter((label) => isFrom(service, label)).map(({ id }) => id))],
		foreign: open
			.filter((label) => !isFrom(service, label))
			.map(({ id, carrier, trackingNumber }) => ({
				id,
				carrier,
				trackingNumber,
				status: 'refused',
				message: `This label was not bought through ${name}: void it where it was bought.`,
			})),
	};
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
