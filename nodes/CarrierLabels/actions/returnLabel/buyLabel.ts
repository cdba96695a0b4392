import type { IDataObject } from 'n8n-workflow';
import {
	connections,
	EffectError,
	format,
	type CarrierName,
	type NewEvent,
	type ReturnLabel,
} from '../../../shared/model';
import type { Effect } from '../../../shared/effect';
import type { OperationContext } from '../../../shared/operation';
import type { LabelRequest, Offer } from '../../carriers';
import { createUndoubted, findOrdered } from '../../carriers/beforeOrder';
import { assertCanHave } from '../../carriers/extras';
import { chooseOffer } from '../../carriers/offer';
import { bestFirst, fits, rulesOf, type CarrierRule } from '../../choice/carrierRules';
import { carrierOf } from '../../transport/carrierOf';
import { assertNoOther, claimsOf } from '../../transport/otherCarriers';
import type { ParcelRequest } from './request';

/** What becomes of the step behind a label: `last` of the item's labels ends it, where this node does. */
interface Turn {
	endsStep: boolean;
}

const keyOf = ({ reference, number }: ParcelRequest) => `${reference}/L${number}`;

/** Buys a parcel's label of one carrier service, at most once for reference and parcel number. `id`: left out, the one that the node is set to. */
export async function buyLabel(
	context: OperationContext,
	request: ParcelRequest,
	turn: Turn,
	{ id: chosen, isOver = false }: { id?: CarrierName; isOver?: boolean } = {},
): Promise<IDataObject> {
	const { id, name, service, api } = await carrierOf(context, chosen);
	assertCanHave(id, service.extras, request);
	const key = keyOf(request);
	const effect: Effect<ReturnLabel> = {
		key,
		kind: `${id}.label`,
		lookUp: async (memory) => await findOrdered(service, api, request, memory),
		act: async (memory) => {
			if (isOver) throw noRuleAnyMore(name);
			await assertNoOther(context.store, id, key);
			return await createUndoubted(service, api, request, memory);
		},
		// Even a quote is a write at the carrier service, so a dry run asks for none.
		preview: async () => ({
			carrier: name,
			service: request.choice.by === 'service' ? request.choice.service : request.choice.by,
			labelFormat: request.format,
			messages: [summaryOf(request)],
		}),
	};
	const done = await context.perform('label', effect, (label) => [eventOf(label)], turn);
	return { ...done, label: { ...(done.label as IDataObject), carrierService: id } };
}

/**
 * Buys a parcel's label of the first carrier service that the rules name for it and that sells one. The next one is asked only when it is certain that
 * the one before has sold none: it said no, could not be reached, or its connection is paused. One that has sold a label, or may have, is
 * asked before all others, whatever the rules say by now. Throws EffectError with what each said.
 */
export async function buyByRules(context: OperationContext, request: ParcelRequest, turn: Turn): Promise<IDataObject> {
	// What one carrier service may have sold is known by its claim only.
	const store = context.requireStore();
	const rules = rulesOf(context.param<{ rule?: unknown }>('carrierRules', {}).rule);
	const facts = { country: request.from.country, weight: request.parcel.weight, value: request.value };
	const fitting = rules.filter((rule) => fits(rule, facts));
	const key = keyOf(request);
	const claims = await claimsOf(store, key);
	const before = claims.find(({ state }) => state === 'done') ?? claims.find(({ state }) => state !== 'failed');
	const again = fitting.find(({ carrierService }) => carrierService === before?.id);
	if (before && !again) {
		// The rules have changed, or the parcel has. What was bought counts; where nothing was, the rules of now do.
		const known = await buyLabel(context, request, turn, { id: before.id, isOver: true }).catch(nothingBought);
		if (known) return known;
	}
	if (!fitting.length) throw noRuleFits(facts);
	const inOrder = context.dryRun ? fitting : await sortedBy(context, fitting, request);
	const passedOver: Array<{ carrierService: CarrierName; error: EffectError }> = [];
	for (const rule of again ? [again, ...inOrder.filter((one) => one !== again)] : inOrder) {
		const { carrierService: id, choice, limits } = rule;
		try {
			const done = await buyLabel(context, { ...request, choice, limits }, turn, { id });
			const told = passedOver.map(({ carrierService, error }) => ({ carrierService, message: error.message }));
			return { ...done, label: { ...(done.label as IDataObject), ...(told.length && { passedOver: told }) } };
		} catch (error) {
			if (!(error instanceof EffectError) || ['unknown_outcome', 'configuration'].includes(error.category)) throw error;
			const held = (await claimsOf(store, key)).find(({ state }) => state !== 'failed');
			if (held) throw error;
			passedOver.push({ carrierService: id, error });
		}
	}
	throw nobodySells(passedOver);
}

/** The rules that fit, in the order in which they are tried. */
async function sortedBy(
	context: OperationContext,
	fitting: CarrierRule[],
	request: ParcelRequest,
): Promise<CarrierRule[]> {
	const by = context.param<'inOrder' | 'cheapest' | 'fastest'>('askFirst', 'inOrder');
	if (by === 'inOrder' || fitting.length < 2) return fitting;
	const quoted: Array<{ rule: CarrierRule; offer?: Offer }> = [];
	for (const rule of fitting) quoted.push({ rule, offer: await offerOf(context, rule, request) });
	return bestFirst(quoted, by).map(({ rule }) => rule);
}

/** What a rule's carrier service offers; undefined when it offers nothing, or cannot be asked now. */
async function offerOf(
	context: OperationContext,
	{ carrierService, choice, limits }: CarrierRule,
	request: ParcelRequest,
): Promise<Offer | undefined> {
	const { id, name, service, api } = await carrierOf(context, carrierService);
	try {
		assertCanHave(id, service.extras, request);
		const quote = await service.quote(api, { ...request, choice, limits });
		return chooseOffer(quote, { choice, limits }, { provider: name, connection: id });
	} catch (error) {
		if (error instanceof EffectError && error.category !== 'configuration') return undefined;
		throw error;
	}
}

/** Of a carrier service that the rules name no more: nothing was bought there. */
function nothingBought(error: unknown): undefined {
	if (error instanceof EffectError && error.details.code === noMore) return undefined;
	throw error;
}

const noMore = 'no_rule_any_more';
const noRuleAnyMore = (name: string) =>
	new EffectError(`The rules do not name ${name} for this parcel any more`, {
		category: 'rejected',
		code: noMore,
		advice: 'Nothing to do: the rules of now are followed.',
		undone: true,
	});

function noRuleFits({ country, weight, value }: { country: string; weight: number; value?: LabelRequest['insured'] }) {
	return new EffectError(
		`No carrier rule fits this parcel: from ${country}, ${weight} g, ${value ? `goods for ${format(value)}` : 'of a value that is not known'}`,
		{
			category: 'invalid_input',
			field: 'carrierRules',
			advice:
				'Add a rule without conditions at the end of Carrier Rules, for all that fits no other, then replay the step.',
		},
	);
}

/** When one of them may sell later, it is tried again; else a person has to look. */
function nobodySells(passedOver: Array<{ carrierService: CarrierName; error: EffectError }>): EffectError {
	if (passedOver.length === 1) return passedOver[0].error;
	const said = passedOver.map(({ carrierService: id, error }) => `${connections[id].name}: ${error.message}`);
	const later = passedOver.map(({ error }) => error).filter(({ category }) => category === 'retryable');
	const waits = later.flatMap(({ details }) => details.retryAfterMs ?? []);
	return new EffectError(`No carrier service of the rules sells a label for this parcel. ${said.join('; ')}`, {
		code: 'nobody_sells',
		...later[0]?.details,
		category: later.length ? 'retryable' : 'rejected',
		...(waits.length && { retryAfterMs: Math.min(...waits) }),
		advice:
			'Read what each says; correct the address, the parcel or the rules, or make the label elsewhere and record it with Record Existing.',
	});
}

/** Says what would be bought, without the customer's name or street. */
function summaryOf({ from, to, parcel, reference }: LabelRequest): string {
	return `Would buy a label ${reference} from ${from.postalCode} ${from.city}, ${from.country} to ${to.postalCode} ${to.city}, ${to.country} for ${parcel.weight} g, ${parcel.length} x ${parcel.width} x ${parcel.height} cm.`;
}

/** What the case records of a label. */
export function eventOf(label: ReturnLabel): NewEvent {
	const [provider] = Object.keys(label.providerIds)[0].split('.');
	return {
		source: provider,
		id: `${label.id}.label`,
		type: 'label.issued',
		data: { label },
		references: { ...label.providerIds, ...(label.trackingNumber && { tracking: label.trackingNumber }) },
	};
}
