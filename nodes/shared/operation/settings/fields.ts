import {
	languageTitles,
	refundTimings,
	tenderOrders,
	unrefundableWays,
	type AdjustableKind,
	type PolicySettings,
} from '../../model';
import { settingTitles } from '../../policy/settingTitles';
import { choicesOf } from './rowFields';
import type { Section, SettingField } from './settingField';

const of = (
	section: Section,
	prefix: string,
	kind: SettingField['kind'],
	rows: Array<[path: string, label: string, more?: Partial<SettingField>]>,
): SettingField[] => rows.map(([path, label, more]) => ({ path: `${prefix}${path}`, label, section, kind, ...more }));

const ofPolicy = (rows: Array<[name: keyof PolicySettings, more: Partial<SettingField>]>): SettingField[] =>
	of(
		'policy',
		'policy.',
		'text',
		rows.map(([name, more]) => [name, settingTitles[name], more]),
	);

/** Alarms whose hours a brand may set. */
const alarmTitles = {
	exception: 'Exception',
	held: 'Step Held by a Person',
	stuck: 'Stuck Step',
	paused: 'Connection Paused',
	unserved: 'Steps Nobody Serves',
	message: 'Unreadable Message',
	failure: 'Failed Workflow',
} satisfies Record<AdjustableKind, string>;

/** Every setting but the brand, in the order in which the editor and the list of changes show them. */
export const fields: SettingField[] = [
	...of('general', '', 'text', [
		['timeZone', 'Time Zone', { kind: 'zone', hint: 'Return windows and accounting dates are days in this time zone' }],
		[
			'brands',
			'Brands',
			{
				kind: 'brands',
				hint: 'Which returns are of which brand, for several brands in one shop or one n8n; the first row that fits counts. Save it for the brand default. The rows given here take the place of all that are stored.',
			},
		],
		[
			'staff',
			'Staff',
			{
				kind: 'staff',
				hint: 'Who may do what on the returns desk. Blank: everybody who can sign in to n8n may do all. Save it for the brand default. The rows given here take the place of all that are stored.',
			},
		],
		[
			'useCommon',
			'Use Common Settings',
			{
				kind: 'switch',
				hint: 'Whether what this brand does not say itself is as the brand default says. Leave it off for a brand with an Odoo of its own: its IDs are others.',
			},
		],
		[
			'shadow',
			'Shadow Mode',
			{
				kind: 'switch',
				hint: 'Whether flows run without doing anything outside: no refund, label, document or message. Return Case: Shadow Mode: Report puts what they would have done beside what staff did.',
			},
		],
		[
			'sender',
			'Sender',
			{ kind: 'mail', placeholder: 'e.g. returns@example.com', hint: 'Sender of the e-mails to customers' },
		],
		[
			'operator',
			'Operator',
			{
				kind: 'mails',
				placeholder: 'e.g. operator@example.com',
				hint: 'Who is told of whatever has no owner of its own',
			},
		],
		[
			'policyName',
			'Published Policy',
			{
				placeholder: 'e.g. default',
				hint: 'Name of the policy that returns are decided by, as Policy: Save keeps it. Blank: the policy of these settings.',
			},
		],
		[
			'inboxDays',
			'Keep Messages (Days)',
			{ kind: 'number', hint: 'How long handled messages of the providers are kept' },
		],
		[
			'retention.personalDays',
			'Keep Personal Data (Days)',
			{
				kind: 'number',
				hint: 'How long after its closing a case says who the customer is; at least 30. Then that is erased, and amounts, decisions and times stay.',
			},
		],
		[
			'retention.caseDays',
			'Keep Cases (Days)',
			{ kind: 'number', hint: 'How long closed cases are kept at all; at least 730. Then they are deleted.' },
		],
		[
			'lateRecordHours',
			'Wait for Late Records (Hours)',
			{
				kind: 'number',
				hint: 'How long a step waits for an order that is not in Odoo yet, or for another record that comes late; then a person is told. 0 for not at all.',
			},
		],
		[
			'neverComesBack',
			'Never Comes Back',
			{
				kind: 'lines',
				hint: 'SKUs, titles or product types of what is sold with goods and never comes back, such as gift wrap: one in each row. The order is whole without them; who asks to return them is for a person.',
			},
		],
	]),
	...of('serviceLevels', 'serviceLevels.', 'number', [
		['decision', 'Undecided (Hours)', { hint: 'How long a return may wait for a decision; 0 for as long as it takes' }],
		['inspection', 'Uninspected (Hours)', { hint: 'How long received goods may wait; 0 for as long as it takes' }],
		['refund', 'Unpaid (Hours)', { hint: 'How long a refund may be due; 0 for as long as it takes' }],
		[
			'confirmation',
			'Unconfirmed (Hours)',
			{ hint: 'How long a provider may take to confirm a refund; 0 for as long as it takes' },
		],
		[
			'books',
			'Unbooked (Hours)',
			{ hint: 'How long a refund of an order in Odoo may have no credit note; 0 for as long as it takes' },
		],
		...(Object.keys(alarmTitles) as AdjustableKind[]).map((kind): [string, string, Partial<SettingField>] => [
			kind,
			`Urgent: ${alarmTitles[kind]} (Hours)`,
			{ hint: 'After this age it is urgent on the returns desk' },
		]),
	]),
	...of('serviceLevels', '', 'text', [
		[
			'businessHours',
			'Business Hours',
			{
				placeholder: 'e.g. Mon-Fri 08:00-18:00, Sat 09:00-13:00',
				hint: 'When people work, in the time zone of these settings: only these hours count for what is undecided, uninspected, unpaid, unconfirmed or unbooked. Blank: all hours.',
			},
		],
		[
			'holidays',
			'Holidays',
			{ placeholder: 'e.g. 2026-12-25, 2026-12-26', hint: 'Days whose hours do not count, with commas between' },
		],
	]),
	...of('messages', 'messages.', 'text', [
		[
			'language',
			'Language',
			{
				kind: 'choice',
				choices: choicesOf(Object.keys(languageTitles)),
				hint: 'Of customers whose own language is not known from their order or their address',
			},
		],
		['staffLanguage', 'Language of Staff', { kind: 'choice', choices: choicesOf(Object.keys(languageTitles)) }],
		['signature', 'Signature', { kind: 'lines', hint: 'Stands at the end of every message to a customer' }],
		[
			'words',
			'Own Words',
			{
				kind: 'words',
				hint: 'What this brand says in words of its own. Amounts, goods, links and what the law wants follow in any case. Return Messages: Preview shows all messages as they are.',
			},
		],
	]),
	...of('portal', 'portal.', 'text', [
		['name', 'Name of the Shop', { placeholder: 'e.g. Nord', hint: 'What customers call the shop' }],
		[
			'logo',
			'Logo',
			{
				placeholder: 'e.g. https://shop.example.com/logo.svg',
				hint: 'Address of the picture, which begins with https://',
			},
		],
		['color', 'Color of Buttons', { placeholder: 'e.g. #1f5f5b' }],
		[
			'hosts',
			'Sites That May Frame the Pages',
			{
				kind: 'list',
				placeholder: 'e.g. shop.example.com, www.example.com',
				hint: 'Hosts of the sites that show the pages in a frame, with commas between. Blank: the pages are shown in no frame.',
			},
		],
	]),
	...of('owners', 'owners.', 'mails', [
		['digital', 'Digital'],
		['finance', 'Finance'],
		['operator', 'Operator of Alarms'],
		['reviewEscalation', 'Reviews That Wait Too Long'],
		['secondApprover', 'Second Approver'],
		['service', 'Service'],
		['warehouse', 'Warehouse'],
	]),
	...of('returnAddress', 'returnAddress.', 'text', [
		['name', 'Name', { placeholder: 'e.g. Returns' }],
		['company', 'Company'],
		['street1', 'Street and Number'],
		['street2', 'Further Line'],
		['postalCode', 'Postal Code'],
		['city', 'City'],
		['state', 'State or Province'],
		['country', 'Country', { kind: 'country', placeholder: 'e.g. DE', hint: 'Two-letter code' }],
		['phone', 'Phone'],
		['email', 'E-Mail', { kind: 'mail', placeholder: 'e.g. returns@example.com' }],
	]),
	...of('parcel', 'parcel.', 'number', [
		['weight', 'Weight (Grams)'],
		['length', 'Length (cm)'],
		['width', 'Width (cm)'],
		['height', 'Height (cm)'],
		['packaging', 'Packaging (Grams)', { hint: 'Comes on top of the goods, where the order says what they weigh' }],
		[
			'heaviest',
			'Heaviest Parcel (Grams)',
			{ hint: 'More than that goes in several parcels, when a label is bought so' },
		],
	]),
	...of('odoo', 'odoo.', 'id', [
		['returnOperationType', 'Operation Type of Returns'],
		['inspectionLocation', 'Inspection Location'],
		['destinations.restock', 'Location of Goods for Sale'],
		['destinations.quarantine', 'Location of Quarantine'],
		['destinations.refurbish', 'Location of Goods to Repair'],
		['destinations.vendor', 'Location of Goods for the Vendor'],
		['destinations.donate', 'Location of Goods to Donate'],
		['destinations.recycle', 'Location of Goods to Recycle'],
		['destinations.scrap', 'Location of Scrap'],
		['internalOperationType', 'Operation Type of Internal Transfers'],
		['creditNoteJournal', 'Journal of Credit Notes'],
		['paymentJournal', 'Journal of Refund Payments'],
		[
			'refundJournals',
			'Journals by Who Pays and Currency',
			{
				kind: 'journals',
				hint: 'Where refunds of one payer are booked in a journal of their own; all others are in the Journal of Refund Payments. Odoo Returns: Install Set-Up has a list of the journals to choose from.',
			},
		],
		['storeCreditJournal', 'Journal of Store Credit'],
		['giftCardProgram', 'Gift Card Program'],
		['walletProgram', 'eWallet Program'],
		['strictReturnAction', 'Server Action of Strict Returns'],
		['batchAction', 'Server Action of Batches'],
	]),
	...ofPolicy([
		[
			'sellsTo',
			{
				kind: 'countries',
				placeholder: 'e.g. US, CA',
				hint: 'The countries that the shop sells to, two letters with commas between, EU for all its member states. Blank: any. A shop that sells nowhere in the European Economic Area may go below its law.',
			},
		],
		['windowDays', { kind: 'number', hint: 'Days after delivery in which a return may be asked for' }],
		['expireAfterDays', { kind: 'number', hint: 'Days after the approval in which the goods must come; 0 for never' }],
		[
			'remindCustomerAfterDays',
			{
				placeholder: 'e.g. 7, 14, 21',
				hint: 'Days after the approval on which the customer is reminded of what has not been sent; 0 for never',
			},
		],
		[
			'receiveWithinDays',
			{
				kind: 'number',
				hint: 'How long after its delivery a parcel may lie before the warehouse is asked for it; 0 for never',
			},
		],
		[
			'remindReviewerAfterHours',
			{ kind: 'number', hint: 'How long a return waits for a person before they are reminded; 0 for never' },
		],
		[
			'escalateReviewAfterHours',
			{ kind: 'number', hint: 'After the reminder, and again and again; nothing is approved by silence. 0 for never.' },
		],
		['currency', { kind: 'currency', placeholder: 'e.g. EUR', hint: 'Of the amounts below' }],
		[
			'reviewAbove',
			{ kind: 'amount', placeholder: 'e.g. 500.00', hint: 'Above this value of the goods a person decides' },
		],
		['returnFee', { kind: 'amount', placeholder: 'e.g. 4.90', hint: 'Taken off the refund, once per case' }],
		['restockingFeeBasisPoints', { kind: 'percent', hint: 'Taken off the value of each line' }],
		[
			'deductions',
			{
				kind: 'deductions',
				hint: 'What is kept of the money of inspected pieces. Nothing is ever taken off without a note and evidence of the inspection.',
			},
		],
		[
			'confirmDeductions',
			{
				kind: 'switch',
				hint: 'Whether finance confirms a refund that inspection takes something off, before it is paid',
			},
		],
		[
			'deductFromWithdrawals',
			{
				kind: 'switch',
				hint: 'Whether the rows above also count for customers who have withdrawn from the contract by law. Only what lost value by more than trying it out may be taken off.',
			},
		],
		['refundTiming', { kind: 'choice', choices: choicesOf(refundTimings) }],
		['refundShipping', { kind: 'switch', hint: 'Whether shipping is refunded once the whole order has come back' }],
		[
			'unrefundable',
			{
				kind: 'choice',
				choices: choicesOf(unrefundableWays),
				hint: 'Paid by PayPal or in cash, or on a payment that takes no refund any more',
			},
		],
		[
			'tenderOrder',
			{
				kind: 'choice',
				choices: choicesOf(tenderOrders),
				hint: 'Which payments give back first, when an order was paid with several',
			},
		],
	]),
];
