import { z } from 'zod';
import { PolicySettings } from './settings';
import { stockPlaces } from './statuses';

/** When a rule counts. Each list is of alternatives; a list that is left out asks nothing. */
const names = z.array(z.string().trim().min(1)).min(1).optional();
const day = z
	.string()
	.regex(/^\d{4}-\d{2}-\d{2}$/, 'must be a day such as 2026-11-29')
	.refine((text) => new Date(`${text}T00:00:00Z`).toJSON()?.startsWith(text), 'is no day of the calendar');

const when = {
	/** Of the goods, with all below them: `Shoes` is `Shoes / Running` too. */
	categories: names,
	/** With `*` at the end: all that begin so. */
	skus: names,
	channels: names,
	/** Of the customer, two letters; `EU` is all its member states. */
	countries: names,
	/** Of membership. */
	tiers: names,
	reasons: names,
	/** First and last day on which the order was placed, in the shop's time zone. */
	orderedFrom: day.optional(),
	orderedTo: day.optional(),
};
export const When = z.object(when);
export type When = z.infer<typeof When>;

/** A rule of any kind: its name, and when it counts. */
export type AnyRule = When & { name: string };

const row = <S extends z.ZodRawShape>(own: S) =>
	z
		.array(z.object({ /** As decisions name it. */ name: z.string().trim().min(1).max(100), ...when, ...own }))
		.optional();

const amount = z.number().int().nonnegative();
const text = z.string().trim().min(1).optional();
/** What a return address of a rule needs. */
const addressFields = ['returnName', 'returnStreet', 'returnCity', 'returnPostalCode', 'returnCountry'] as const;
const given = (one: { [field in (typeof addressFields)[number]]?: string }) =>
	addressFields.filter((field) => one[field]);
const basisPoints = z.number().int().min(0).max(10_000);

export const ruleEffects = ['decline', 'review'] as const;
export const exclusionKinds = [
	'final_sale',
	'hygiene',
	'made_to_order',
	'perishable',
	'sealed_media',
	'digital',
	'other',
] as const;
export const windowStarts = ['line', 'order'] as const;
export const limitMeasures = ['returns', 'pieces', 'value'] as const;
export const limitPeriods = ['day', 'week', 'month', 'year', 'lifetime'] as const;
export const peopleKeys = ['email', 'email_domain', 'phone', 'country', 'postal_code', 'customer_id'] as const;
export const feeKinds = ['per_return', 'per_piece', 'percent'] as const;
export const resolutions = ['money', 'store_credit', 'exchange', 'replacement', 'repair'] as const;
export const payers = ['shop', 'customer'] as const;
export const routes = ['carrier', 'drop_off', 'store', 'keep', 'repair', 'vendor'] as const;
/** What becomes of duties, or of sales tax, that were paid with an order from abroad. */
export const dutyWays = ['ask', 'refunded', 'kept'] as const;
export const taxWays = ['refunded', 'kept'] as const;
export const abuseSignals = [
	'return_rate',
	'returned_value',
	'reasons',
	'not_received',
	'serial_mismatch',
	'empty_box',
	'linked',
] as const;
/** Why goods go where they go. */
export const sortingReasons = [
	'fit_for_sale',
	'worth_mending',
	'defective',
	'damaged',
	'used',
	'hygiene',
	'unsafe',
	'expired',
	'counterfeit',
	'unsaleable',
	'other',
] as const;
export const conditions = ['sealed', 'unused', 'used', 'damaged'] as const;

/**
 * A retailer's rules, kind by kind. Of windows, fees, resolutions, labels, routes, borders and warranties the first that fits counts; of the others
 * each that fits. Amounts are minor units of `currency`. No defaults: a book that leaves something out keeps its name.
 */
export const RuleBook = z.object({
	currency: PolicySettings.shape.currency,
	/** Of withdrawals by law: what buyers were told before they bought. */
	law: z
		.object({
			/** Not of their right: it lasts twelve months longer (Art. 10). */
			uninformed: z.boolean().optional(),
			/** That they pay the way back (Art. 14(1)). */
			returnCostsTold: z.boolean().optional(),
			/** Reasons of a return that mean a defect, which is no sign of abuse; absent: usualDefects. */
			defects: names,
		})
		.optional(),
	/** How many people publish it; absent: one. */
	publishing: z.object({ people: z.number().int().min(1).max(2) }).optional(),
	/** How long a return may be asked for: days after arrival, and never before `until`. */
	windows: row({
		days: z.number().int().min(0).max(36_500),
		/** Arrival of the line, or of the order's last piece. */
		from: z.enum(windowStarts).optional(),
		until: day.optional(),
	}),
	/** Goods that are not taken back. */
	exclusions: row({ kind: z.enum(exclusionKinds), effect: z.enum(ruleEffects) }),
	/** In which condition goods may come back, the worst that is taken, and whether a photo is needed. */
	expectations: row({
		condition: z.enum(conditions).optional(),
		photo: z.boolean().optional(),
		effect: z.enum(ruleEffects),
	}),
	/** Goods that are told apart by serial number or lot: what comes back must be one that was sold. */
	serials: row({ effect: z.enum(ruleEffects) }),
	/** How much one customer may bring back in a time, this return included. */
	limits: row({
		measure: z.enum(limitMeasures),
		most: amount,
		period: z.enum(limitPeriods),
		effect: z.enum(ruleEffects),
	}),
	/** Customers whom no limit and no block holds. */
	allowed: row({ by: z.enum(peopleKeys), values: z.array(z.string().trim().min(1)).min(1) }),
	/** Customers whose returns are held or declined. */
	blocked: row({
		by: z.enum(peopleKeys),
		values: z.array(z.string().trim().min(1)).min(1),
		effect: z.enum(ruleEffects),
	}),
	/** What a return costs. Amounts contain tax; `taxBasisPoints` is its rate. */
	fees: row({
		kind: z.enum(feeKinds),
		amount: amount.optional(),
		basisPoints: basisPoints.optional(),
		taxBasisPoints: basisPoints.optional(),
	}),
	/** What the customer may have. Credit is worth `bonusBasisPoints` more. */
	resolutions: row({
		offered: z.array(z.enum(resolutions)).min(1),
		bonusBasisPoints: z.number().int().min(0).max(100_000).optional(),
	}),
	/** Signs of abuse: what each is worth, nothing up to `upTo`, all of its points from `full` on, in what the sign is counted in. */
	signals: row({
		signal: z.enum(abuseSignals),
		points: z.number().int().min(1).max(100),
		upTo: amount.optional(),
		full: amount,
		/** Of those that count earlier returns; absent: a year. */
		period: z.enum(limitPeriods).optional(),
		/** Of those that count reasons: which. */
		counted: names,
	}),
	/** Who must agree: from an amount, or from a score of abuse. */
	gates: row({
		above: amount.optional(),
		score: z.number().min(0).max(100).optional(),
		people: z.number().int().min(1).max(2),
	}),
	/** Who pays for the way back. */
	labels: row({
		payer: z.enum(payers),
		/** What the customer pays for each label, tax included; absent: what it cost. */
		price: amount.optional(),
	}),
	/** By which way the goods come back. */
	routes: row({
		to: z.enum(routes),
		carrier: z.string().trim().min(1).optional(),
		/** Of goods that the customer keeps: the part of their worth that goes back; absent: all of it. */
		keptBasisPoints: basisPoints.optional(),
	}),
	/** Of orders from abroad: duties, sales tax, and where the goods go back to. */
	borders: row({
		duties: z.enum(dutyWays),
		taxes: z.enum(taxWays).optional(),
		returnName: text,
		returnStreet: text,
		returnCity: text,
		returnState: text,
		returnPostalCode: text,
		returnCountry: z.string().trim().length(2, 'must be two letters such as DE').toUpperCase().optional(),
	}).refine(
		(rows) => (rows ?? []).every((one) => [0, addressFields.length].includes(given(one).length)),
		'needs the whole return address: name, street, city, postal code and country, or nothing of it',
	),
	/** Where goods go that were inspected. Of these the first that fits counts. */
	sorting: row({
		to: z.enum(stockPlaces),
		/** As inspection calls it. */
		conditions: names,
		/** Of questions of the inspection: `battery = swollen`. */
		answers: names,
		/** Days since they arrived at the customer, and more or fewer. */
		olderThan: amount.optional(),
		youngerThan: amount.optional(),
		/** What was paid for a piece, tax included. */
		worthFrom: amount.optional(),
		worthBelow: amount.optional(),
		because: z.enum(sortingReasons),
		/** What comes back of the net price, and what it costs a piece to get it. */
		recoveryBasisPoints: basisPoints.optional(),
		cost: amount.optional(),
	}),
	/** After the window: so many months after arrival a defect is still for a person. */
	warranties: row({ months: z.number().int().min(1).max(600) }),
});
export type RuleBook = z.infer<typeof RuleBook>;

/** The brand's settings for returns, and its rules. */
export const Policy = PolicySettings.extend({ book: RuleBook.optional() });
export type Policy = z.infer<typeof Policy>;

/** A return of the same customer before this one, as limits count it. */
export const PastReturn = z.object({
	reference: z.string().optional(),
	openedAt: z.string().datetime({ offset: true }),
	pieces: z.number().int().nonnegative().default(0),
	/** What it was asked for; absent: nobody knows. */
	reasons: z.array(z.string()).max(100).optional(),
	/** The customer has withdrawn from the contract by law. */
	withdrawal: z.boolean().optional(),
	/** Minor units, tax included. */
	value: z.object({ amount: z.number().int().nonnegative(), currency: z.string() }).optional(),
});
export type PastReturn = z.infer<typeof PastReturn>;

/** What is known besides the case, and kept with the decision so that it can be made again. */
export const PolicyFacts = z.object({
	/** The customer's tier of membership. */
	tier: z.string().optional(),
	/** A score of abuse, 0 to 100. */
	score: z.number().min(0).max(100).optional(),
	/** The customer's other returns; absent: nobody looked. */
	history: z.array(PastReturn).max(2_000).optional(),
});
export type PolicyFacts = z.infer<typeof PolicyFacts>;
