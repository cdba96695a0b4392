import { z } from 'zod';
import { BrandRow } from './brands';
import { PageSettings } from './pages';
import { StaffRow } from './staff';
import { BusinessHours, Holidays, ServiceLevels } from './serviceLevels';
import { Address } from './order';
import { deductionFor, deductionOf } from './deductions';
import { languages, wordsKeyPattern } from './messages';
import { refundJournalPattern } from './refundJournals';
import { refundTimings, stockPlaces, tenderOrders, unrefundableWays, type Owner } from './statuses';

/** Where a shop sells: countries by two letters, `EU` for all its member states. */
export const Markets = z
	.array(
		z
			.string()
			.trim()
			.toUpperCase()
			.regex(/^[A-Z]{2}$/, 'must be two letters such as US, or EU for all its member states'),
	)
	.min(1);

/** The rules a brand decides by. What it leaves out is not below the law of the European Economic Area. */
export const PolicySettings = z
	.object({
		/** Of the amounts below, which are its minor units; absent: they are minor units of whatever currency an order has. */
		currency: z
			.string()
			.regex(/^[A-Z]{3}$/, 'must be a three-letter ISO 4217 code such as EUR')
			.optional(),
		/** The countries that the shop sells to, by which drafts are held against the law (policy/check/belowLaw.ts); absent: any. */
		sellsTo: Markets.optional(),
		windowDays: z.number().int().nonnegative().default(30),
		/** Above this value of the request a person decides; absent: no limit. */
		reviewAbove: z.number().int().nonnegative().optional(),
		refundTiming: z.enum(refundTimings).default('at_receipt'),
		refundShipping: z.boolean().default(true),
		/** Taken off the refund. */
		returnFee: z.number().int().nonnegative().default(0),
		/** Taken off each line's value, in hundredths of a percent (500 = 5 %). */
		restockingFeeBasisPoints: z.number().int().min(0).max(10_000).default(0),
		/** For money that cannot go back by itself: paid by PayPal or in cash, or on a payment that takes no refund any more. */
		unrefundable: z.enum(unrefundableWays).default('by_hand'),
		/** Which payments give back first; absent: in shares. */
		tenderOrder: z.enum(tenderOrders).optional(),
		/** Where a piece goes and its condition -> what of its money is kept (deductions.ts); absent: nothing ever is. */
		deductions: z.record(z.string().regex(deductionFor), z.string().regex(deductionOf)).optional(),
		/** A person confirms a refund from which inspection takes something, before it is paid. */
		confirmDeductions: z.boolean().optional(),
		/** Also of goods of a customer who has withdrawn from the contract, for what lost value by more than trying it out. */
		deductFromWithdrawals: z.boolean().optional(),
		/** Days after the approval in which goods must come; a return of which nothing came then expires. 0: never; absent: usualExpiryDays. */
		expireAfterDays: z.number().int().min(0).max(3_650).optional(),
		/** Days after the approval on which customers are reminded of what they have not sent, as "7, 14, 21". "0": never; absent: usualReminderDays. */
		remindCustomerAfterDays: z
			.string()
			.max(100)
			.regex(/^ *\d{1,3} *(, *\d{1,3} *)*$/, 'write days with commas between them, e.g. "7, 14, 21", or 0')
			.optional(),
		/** Days after its delivery in which the warehouse must receive a parcel, before it is asked for it. 0: never; absent: usualReceiptDays. */
		receiveWithinDays: z.number().min(0).max(365).optional(),
		/** Hours that a return waits for a person before they are reminded, and then before somebody else is asked. 0: never; absent: usualReviewHours. */
		remindReviewerAfterHours: z.number().min(0).max(8_760).optional(),
		escalateReviewAfterHours: z.number().min(0).max(8_760).optional(),
	})
	.strict();
export type PolicySettings = z.infer<typeof PolicySettings>;

/** Of policies that do not say when a return expires. No default of the schema: it would give every policy that was ever hashed another name. */
export const usualExpiryDays = 28;

/** Of policies that do not say on which days after the approval customers are reminded to send, or when a delivered parcel must be received. */
export const usualReminderDays = '7, 14, 21';
export const usualReceiptDays = 3;

/** Of policies that do not say when a reviewer is reminded, or somebody else is asked. */
export const usualReviewHours = 24;

const address = z.string().optional();
const odooId = z.number().int().positive();

/** Stored once per brand; arrives in every trigger's output as `settings`. */
export const Settings = z
	.object({
		brand: z.string().default('default'),
		/** Whether what this brand does not say itself is as the usual brand (`default`) says. */
		useCommon: z.boolean().optional(),
		/** Which returns are of which brand; the first row that fits counts. Only those of the usual brand count. */
		brands: z.array(BrandRow).optional(),
		/** Who may do what on the desk (staff.ts). Only those of the usual brand count. */
		staff: z.array(StaffRow).optional(),
		timeZone: z.string().default('UTC'),
		/** Shadow mode: nothing is done outside, and the case keeps what would have been done (docs/guides/shadow-mode.md). */
		shadow: z.boolean().optional(),
		/** Sender of customer e-mails. */
		sender: z.string().optional(),
		/** Who is told of whatever has no owner below. */
		operator: z.string().optional(),
		/** E-mail addresses of those who see to what needs a person; see ownerAddress. */
		owners: z
			.object({
				service: address,
				warehouse: address,
				finance: address,
				digital: address,
				operator: address,
				/** Who is asked when a second person must approve a return, and when a return waits too long for a person. */
				secondApprover: address,
				reviewEscalation: address,
			})
			.strict()
			.default({}),
		/** Hours that things may wait, and which hours count (serviceLevels.ts, docs/settings.md#service-levels). */
		serviceLevels: ServiceLevels.optional(),
		businessHours: BusinessHours.optional(),
		holidays: Holidays.optional(),
		/** Days that handled messages of the providers are kept; those nobody could read stay until they are handled. */
		inboxDays: z.number().int().min(1).default(30),
		/** Days after its closing that a case is kept whole, and at all (store/erasure.ts); absent: for ever. */
		retention: z
			.object({ personalDays: z.number().int().min(30).optional(), caseDays: z.number().int().min(730).optional() })
			.strict()
			.optional(),
		/** Hours that a step waits for a record that another system does not have yet, such as an order before the next sync into Odoo; 0: not at all. */
		lateRecordHours: z.number().min(0).max(168).default(6),
		/** What never comes back, such as gift wrap: a SKU, a title or a product type in each row (shared/policy/neverBack.ts). */
		neverComesBack: z.string().optional(),
		/** Where returned parcels go. */
		returnAddress: Address.optional(),
		/** Grams and centimetres, used when a return's own parcel is unknown. */
		parcel: z
			.object({
				weight: z.number().positive(),
				length: z.number().positive(),
				width: z.number().positive(),
				height: z.number().positive(),
				/** Of the packaging itself, on top of what the goods weigh. */
				packaging: z.number().nonnegative(),
				/** No parcel that goods are packed into by their weight is heavier. */
				heaviest: z.number().positive(),
			})
			.partial()
			.default({}),
		/** What customers and staff are written, see messages.ts. */
		messages: z
			.object({
				/** Of customers whose own is not known; absent: English. */
				language: z.enum(languages).optional(),
				staffLanguage: z.enum(languages).optional(),
				/** Stands at the end of every message to a customer. */
				signature: z.string().max(2_000).optional(),
				/** The brand's own words, by message, part and language. */
				words: z
					.record(
						z.string().regex(wordsKeyPattern, 'write message, part and language, e.g. "refund_paid subject de"'),
						z.string().min(1).max(5_000),
					)
					.optional(),
			})
			.strict()
			.optional(),
		/** How the pages for customers look, see pages.ts. */
		portal: PageSettings.optional(),
		odoo: z
			.object({
				returnOperationType: odooId.optional(),
				inspectionLocation: odooId.optional(),
				destinations: z.record(z.enum(stockPlaces), odooId).default({}),
				internalOperationType: odooId.optional(),
				creditNoteJournal: odooId.optional(),
				paymentJournal: odooId.optional(),
				/** Who pays and the currency -> the journal that such refunds are booked in; see refundJournalOf. */
				refundJournals: z
					.record(
						z
							.string()
							.regex(refundJournalPattern, 'write who pays, and the currency if only one is meant, e.g. "stripe EUR"'),
						odooId,
					)
					.optional(),
				strictReturnAction: odooId.optional(),
				batchAction: odooId.optional(),
				storeCreditJournal: odooId.optional(),
				giftCardProgram: odooId.optional(),
				walletProgram: odooId.optional(),
			})
			.strict()
			.default({}),
		/** The published policy that returns of the brand are decided by, by name; absent: `policy`. */
		policyName: z.string().optional(),
		policy: PolicySettings.default({}),
	})
	.strict();
export type Settings = z.infer<typeof Settings>;

/** Whose an alarm is: of the owner that an exception names, or of whoever keeps the installation running. */
export type AlarmOwner = Owner | 'operator';

/** Where an owner's alarms go: their own address, else the operator's. Undefined when none is set. */
export function ownerAddress(
	{ owners, operator }: Pick<Settings, 'owners' | 'operator'>,
	owner: AlarmOwner,
): string | undefined {
	return [owners[owner], owners.operator, operator].map((one) => one?.trim()).find((one) => one);
}
