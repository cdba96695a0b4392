import { z } from 'zod';
import { Money } from './money';
import { Address, Customer, ProviderIds } from './order';
import { PublishedName } from './policyVersion';
import {
	dutyWays,
	feeKinds,
	payers,
	Policy,
	PolicyFacts,
	resolutions,
	routes,
	sortingReasons,
	taxWays,
} from './ruleBook';
import { destinations, owners, refundTimings, refundWays } from './statuses';
import { cutText } from './storable';
import { Instant } from './time';

const quantity = z.number().int().positive();

/** A line the customer wants to send back. `id` is unique in the case; channel ids in `providerIds`. */
export const ReturnLine = z.object({
	id: z.string(),
	/** The order's line, once known. */
	orderLineId: z.string().optional(),
	sku: z.string().default(''),
	title: z.string().default(''),
	quantity,
	reason: z.string().default('unknown'),
	note: z.string().optional(),
	/** As the customer says: `sealed`, `unused`, `used`, `damaged`. */
	condition: z.string().optional(),
	/** Addresses of photos that the customer sent. */
	photos: z.array(z.string()).optional(),
	/** Serial numbers or lots of the pieces, as the customer says. */
	serials: z.array(z.string()).optional(),
	/** What the customer wants instead of money, piece for piece: when it leaves, and at which price (as paid for what comes back, or today's). */
	exchangeFor: z
		.object({
			sku: z.string().min(1),
			send: z.enum(['received', 'at_once']).default('received'),
			prices: z.enum(['paid', 'current']).default('paid'),
		})
		.optional(),
	providerIds: ProviderIds.default({}),
});
export type ReturnLine = z.infer<typeof ReturnLine>;

/** A file that shows something of a return, such as a photo of the damage. The file itself is kept elsewhere. */
export const Proof = z.object({
	/** Of its content: SHA-256 in hex. Absent of an address whose content nobody has read. */
	sha256: z
		.string()
		.regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 in hex')
		.optional(),
	/** Where it is: an address, or `n8n:` and the id of n8n's binary data. */
	keptAt: z.string().trim().min(1).max(2_000),
	fileName: z.string().max(255).optional(),
	mimeType: z.string().max(100).optional(),
	/** In bytes. */
	size: z.number().int().nonnegative().optional(),
	/** The line of the return that it shows; absent: all of them. */
	line: z.string().optional(),
	note: z.string().max(2_000).optional(),
});
export type Proof = z.infer<typeof Proof>;

/** An amount that is held on the customer's card, not taken: for goods that left before what they replace has come back. */
export const Hold = z.object({
	/** `RMA-…/H1`: names it once and for all. */
	id: z.string(),
	amount: Money.refine((value) => value.amount > 0, 'must be more than zero'),
	/** Until when it can be captured; then the card's bank lets it go. */
	captureBefore: Instant.optional(),
	providerIds: ProviderIds.default({}),
});
export type Hold = z.infer<typeof Hold>;

const Request = z.object({
	brand: z.string().default('default'),
	channel: z.string(),
	// Typed by people: a longer one is no order's, and the return is for a person to look at.
	orderNumber: z
		.string()
		.transform((text) => cutText(text, 200))
		.optional(),
	customer: Customer.optional(),
	/** At least one; none of a withdrawal from a whole contract, until its order is found. */
	lines: z.array(ReturnLine),
	requestedAt: Instant.optional(),
	note: z.string().optional(),
	/** What the customer would rather have; absent: the way they paid. */
	refundTo: z.enum(refundWays).optional(),
	/** How the goods come back: in a parcel with a label of ours, or brought to a store. */
	returnBy: z.enum(['parcel', 'drop_off']).optional(),
	/**
	 * The customer withdraws from the contract, as the law lets them: that right does not end when goods are late
	 * (docs/facts/law.md#a-withdrawal-does-not-end-by-itself).
	 */
	withdrawal: z.boolean().optional(),
	/** Ids of the request itself and its order: `shopify.return`, `shopify.order`. */
	providerIds: ProviderIds.default({}),
});

export const ReturnRequest = Request.superRefine(({ lines, withdrawal }, context) => {
	if (!lines.length && !withdrawal)
		context.addIssue({ code: z.ZodIssueCode.custom, path: ['lines'], message: 'has no line: name what comes back' });
});
export type ReturnRequest = z.infer<typeof ReturnRequest>;

/** What the policy said about a request. */
export const Decision = z.object({
	outcome: z.enum(['approve', 'review', 'decline']),
	reasons: z.array(
		z.object({
			code: z.string(),
			message: z.string(),
			line: z.string().optional(),
			/** The rule that said so, and which of the book's it was. */
			rule: z.string().optional(),
			row: z.string().optional(),
			/** What it compared, as people read it. */
			compared: z.object({ what: z.string(), is: z.string(), limit: z.string() }).optional(),
		}),
	),
	lines: z.array(z.object({ line: z.string(), quantity: z.number().int().nonnegative() })),
	refundTiming: z.enum(refundTimings).default('after_inspection'),
	/** Content hash of the policy that decided. */
	policy: z.string().optional(),
	/** That policy itself: it decides about this return to its end, whatever the settings say by then. */
	rules: Policy.strip().optional(),
	/** The published policy that it was taken from; what a node laid over it is in `rules`, and gives `policy` another hash. */
	published: PublishedName.optional(),
	/** What it was decided from besides the case and its rules. */
	given: PolicyFacts.extend({ asOf: z.string(), timeZone: z.string() }).optional(),
	/** What the book offers for each line that is taken back; `rows` are the rules that say so. */
	offers: z
		.array(
			z.object({
				line: z.string(),
				rows: z.array(z.string()),
				windowDays: z.number().int().optional(),
				resolutions: z.array(z.enum(resolutions)).optional(),
				bonusBasisPoints: z.number().int().optional(),
				labelPaidBy: z.enum(payers).optional(),
				/** What the customer pays for each label; absent: what it cost. */
				labelPrice: Money.optional(),
				/** `keep`: the customer keeps the goods, and nothing is expected back. */
				route: z.enum(routes).optional(),
				carrier: z.string().optional(),
				/** What of the worth of kept goods goes back; absent: all of it. */
				keptBasisPoints: z.number().int().optional(),
				duties: z.enum(dutyWays).optional(),
				taxes: z.enum(taxWays).optional(),
				/** Where the goods go back to, instead of the return address of the settings. */
				returnTo: Address.optional(),
			}),
		)
		.optional(),
	/** What the return costs by the book, instead of the fees in the settings. Amounts contain `tax`. */
	fees: z
		.array(
			z.object({
				row: z.string(),
				kind: z.enum(feeKinds),
				line: z.string().optional(),
				amount: Money.optional(),
				tax: Money.optional(),
				basisPoints: z.number().int().optional(),
			}),
		)
		.optional(),
	/** How many people must approve, by the book, and what the goods are worth that they approve. */
	approvals: z.object({ people: z.number().int(), rows: z.array(z.string()), value: Money.optional() }).optional(),
	/** Of a withdrawal by law: what the law asks for, by clause. Days are of the shop's time zone. */
	law: z
		.object({
			/** The law's minimum holds; it does not when the declaration came late. */
			protected: z.boolean(),
			/** Last day of the period; absent: it has not begun as far as anybody knows. */
			lastDay: z.string().optional(),
			refundDueBy: z.string(),
			sendBackBy: z.string(),
			/** Days on which somebody is reminded of a refund that has not been made. */
			remindOn: z.array(z.string()),
			/** What a customer in France is owed besides, when the refund is late on the day of the decision (case/lateSurcharge.ts). */
			surcharge: z
				.object({ basisPoints: z.number().int().optional(), amount: Money.optional(), says: z.string() })
				.optional(),
			clauses: z.array(z.object({ clause: z.string(), says: z.string() })),
		})
		.optional(),
});
export type Decision = z.infer<typeof Decision>;

export const ReturnLabel = z.object({
	id: z.string(),
	carrier: z.string(),
	service: z.string().optional(),
	trackingNumber: z.string(),
	trackingUrl: z.string().optional(),
	labelUrl: z.string(),
	labelFormat: z.string().default('PDF'),
	/** The label's file, when the case store keeps it; then `labelUrl` may be blank. */
	file: z.object({ name: z.string(), mimeType: z.string(), sha256: z.string() }).optional(),
	cost: Money.optional(),
	/** A code that a drop-off point prints the label from: an image, the code itself, and what the customer is to do. */
	code: z
		.object({ url: z.string().optional(), text: z.string().optional(), instructions: z.string().optional() })
		.optional(),
	testMode: z.boolean().default(false),
	/** What the carrier said besides, each a sentence for people. */
	messages: z.array(z.string()).default([]),
	providerIds: ProviderIds.default({}),
});
export type ReturnLabel = z.infer<typeof ReturnLabel>;

export const Tracking = z.object({
	trackingNumber: z.string(),
	status: z.string(),
	/** The carrier's own words. */
	detail: z.string().optional(),
	time: Instant.optional(),
	/** Who brings it. */
	carrier: z.string().optional(),
	/** When the carrier means to deliver it, in its own words. */
	estimatedDelivery: z.string().optional(),
});
export type Tracking = z.infer<typeof Tracking>;

/** What a carrier is told of a parcel that it has lost or damaged, and what it answered. */
export const ParcelClaim = z.object({
	id: z.string(),
	trackingNumber: z.string(),
	carrier: z.string(),
	service: z.string().optional(),
	reason: z.enum(['lost', 'damaged']),
	/** In the carrier's own words. */
	said: z.string(),
	/** When the carrier first had it. */
	acceptedAt: Instant.optional(),
	label: z.object({ id: z.string(), providerIds: ProviderIds.default({}), cost: Money.optional() }),
	/** What has not come; of several parcels nobody knows what was in which. */
	goods: z.array(z.object({ line: z.string(), sku: z.string(), title: z.string(), quantity })),
	/** What they were sold for, tax included; absent while the order is not known. */
	value: Money.optional(),
	/** The carrier's answer, and what it pays. */
	outcome: z.enum(['paid', 'refused']).optional(),
	amount: Money.optional(),
});
export type ParcelClaim = z.infer<typeof ParcelClaim>;

/** Goods counted at the door. A line is named by its id in the case, or by SKU. */
export const Receipt = z.object({
	id: z.string(),
	location: z.string().optional(),
	lines: z
		.array(
			z.object({
				line: z.string().optional(),
				sku: z.string().optional(),
				quantity,
				serials: z.array(z.string()).optional(),
			}),
		)
		.min(1),
});
export type Receipt = z.infer<typeof Receipt>;

/** Goods looked at, and where each piece shall go. */
export const Inspection = z.object({
	id: z.string(),
	lines: z
		.array(
			z.object({
				line: z.string().optional(),
				sku: z.string().optional(),
				quantity,
				/** Of pieces that are told apart by serial number or lot. */
				serials: z.array(z.string()).optional(),
				condition: z.string().default('unknown'),
				destination: z.enum(destinations),
				/** What is wrong with it, in words that the customer may read. */
				note: z.string().optional(),
				/** Where a picture or a report of it is, e.g. a link. */
				evidence: z.string().optional(),
				/** Why it goes there, how many grams all the pieces weigh, and what customs call the product: what ESPR Art. 24 has reported. */
				reason: z.enum(sortingReasons).optional(),
				weight: z.number().nonnegative().optional(),
				cn: z.string().optional(),
				/** The policy's rule that said so, and what was expected to come back of the price then. */
				rule: z.string().optional(),
				recovery: Money.optional(),
			}),
		)
		.min(1),
});
export type Inspection = z.infer<typeof Inspection>;

export const StockMovement = z.object({
	line: z.string(),
	quantity,
	destination: z.enum(destinations),
	providerIds: ProviderIds.default({}),
});
export type StockMovement = z.infer<typeof StockMovement>;

/** Something that did not go as it should; a person of `owner` looks after it. */
export const CaseException = z.object({
	code: z.string(),
	owner: z.enum(owners),
	message: z.string(),
	line: z.string().optional(),
	/** The refund that it is about. */
	intent: z.string().optional(),
	/** The inspections that it is about. */
	inspections: z.array(z.string()).optional(),
	/** Tracking number of the parcel that it is about. */
	parcel: z.string().optional(),
	/** The dispute at the bank that it is about. */
	dispute: z.string().optional(),
});
export type CaseException = z.infer<typeof CaseException>;
