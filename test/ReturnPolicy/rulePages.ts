import { assessAbuse } from '../../nodes/ReturnPolicy/abuse/assess';
import { decide } from '../../nodes/ReturnPolicy/decide';
import { readInspected } from '../../nodes/ReturnPolicy/input/inspected';
import { sortGoods } from '../../nodes/ReturnPolicy/sorting/sort';
import { Policy, type Decision, type PolicyFacts, type RuleBook } from '../../nodes/shared/model';
import { readBook } from '../../nodes/shared/policy/readBook';
import { titled, type RuleField, type RuleSection } from '../../nodes/shared/policy/ruleField';
import { fieldsOfSection, ruleSections } from '../../nodes/shared/policy/ruleFields';
import { caseOf, eur, orderOf } from './cases';

/* The pages of docs/policy: each kind of rules with its fields, as the editor has them, and an example that is judged by the rules themselves. */

type Kind = Exclude<keyof RuleBook, 'currency' | 'law' | 'publishing'>;
interface Example {
	/** What rules of the kind are for. */
	says: string;
	/** Rules as they are typed in the node. */
	typed: Array<Record<string, unknown>>;
	/** The return that is judged, in words. */
	told: string;
	result(book: RuleBook): unknown;
}

const timeZone = 'Europe/Paris';
const asOf = '2026-11-17T10:00:00.000Z';
const policyOf = (book: RuleBook) => Policy.parse({ currency: 'EUR', book });

/** The order of the examples with other facts of its T-shirts. */
const shirts = (facts: object, more: object = {}) => ({
	order: orderOf({ lines: orderOf().lines.map((line, at) => (at ? line : { ...line, ...facts })), ...more }),
});
/** The request with other facts of its T-shirts. */
const asked = (facts: object) => ({ lines: caseOf().lines.map((line, at) => (at ? line : { ...line, ...facts })) });

const decided =
	(changes: object, shows: (decision: Decision) => unknown, facts?: PolicyFacts) =>
	(book: RuleBook): unknown =>
		shows(decide({ case: caseOf(changes), policy: policyOf(book), timeZone, asOf, facts }));
const why = ({ outcome, reasons }: Decision) => ({ outcome, reasons });
const offered =
	(...names: Array<keyof NonNullable<Decision['offers']>[number]>) =>
	({ outcome, offers = [] }: Decision) => ({
		outcome,
		offers: offers.map((offer) =>
			Object.fromEntries(['line', 'rows', ...names].map((name) => [name, offer[name as 'line']])),
		),
	});

const theReturn =
	'two T-shirts and a mug, 58.20 EUR with tax, ordered on 1 November, arrived on the 5th, asked for on the 17th';

const examples: Record<Kind, Example> = {
	windows: {
		says: 'How long a return may be asked for. Where no rule fits, the return window of the settings counts.',
		typed: [{ name: 'Shirts', days: 10, categories: 'Apparel' }],
		told: `${theReturn}; the T-shirts are \`Apparel\`.`,
		result: decided(shirts({ category: 'Apparel' }), why),
	},
	warranties: {
		says: 'So many months after the arrival a person decides, although the window is over.',
		typed: [{ name: 'Defects', months: 24, reasons: 'defective' }],
		told: 'two defective T-shirts that arrived eight months ago.',
		result: decided(
			{
				...asked({ reason: 'defective' }),
				lines: [{ ...caseOf().lines[0], reason: 'defective' }],
				...shirts({}, { placedAt: '2026-03-01T09:00:00Z', deliveredAt: '2026-03-05T12:00:00Z' }),
			},
			why,
		),
	},
	exclusions: {
		says: 'Goods that are not taken back. A withdrawal by law is for a person all the same.',
		typed: [{ name: 'Underwear', kind: 'hygiene', effect: 'decline', categories: 'Apparel > Underwear' }],
		told: `${theReturn}; what is called T-shirt here is \`Apparel > Underwear\`.`,
		result: decided(shirts({ category: 'Apparel > Underwear' }), why),
	},
	expectations: {
		says: 'In which condition goods may come back, as the customer says, and whether a photo is needed.',
		typed: [{ name: 'Damaged', condition: '', photo: true, effect: 'review', reasons: 'damaged' }],
		told: 'two damaged T-shirts and a mug, without a photo.',
		result: decided(asked({ reason: 'damaged' }), why),
	},
	serials: {
		says: 'Goods that are told apart by serial number or lot: what comes back must be one that was sold.',
		typed: [{ name: 'Numbered', effect: 'decline', skus: 'TEE' }],
		told: 'two T-shirts of which one has a number that was not sold with the order.',
		result: decided(
			{ ...shirts({ serials: ['T-1', 'T-2'] }), lines: [{ ...caseOf().lines[0], serials: ['T-1', 'T-9'] }] },
			why,
		),
	},
	limits: {
		says: 'How much one customer may bring back in a time, this return included. Without the history a person decides.',
		typed: [{ name: 'Two a month', measure: 'returns', most: '2', period: 'month', effect: 'review' }],
		told: 'a customer who has returned something twice this month.',
		result: decided({}, why, {
			history: ['2026-11-02T10:00:00Z', '2026-11-10T10:00:00Z'].map((openedAt) => ({ openedAt, pieces: 1 })),
		}),
	},
	allowed: {
		says: 'Customers whom no limit and no list holds. Approval gates hold them too.',
		typed: [{ name: 'Good friends', by: 'email', values: 'alex@example.com' }],
		told: 'a return of alex@example.com, beside a rule that holds everybody of example.com.',
		result: (book) =>
			decided(
				{ customer: { email: 'alex@example.com' } },
				why,
			)({
				...book,
				blocked: [{ name: 'All of them', by: 'email_domain', values: ['example.com'], effect: 'review' }],
			}),
	},
	blocked: {
		says: 'Customers whose returns are held or declined.',
		typed: [{ name: 'Known fraud', by: 'email_domain', values: 'mail.example', effect: 'decline' }],
		told: 'a return of somebody with an address of mail.example.',
		result: decided({ customer: { email: 'robin@mail.example' } }, why),
	},
	fees: {
		says: 'What a return costs. Of fees per return the first that fits counts, and of the others the first for each line.',
		typed: [
			{ name: 'Faulty is free', kind: 'per_return', amount: '0', reasons: 'defective' },
			{ name: 'Mail', kind: 'per_return', amount: '4.90', taxBasisPoints: 19 },
		],
		told: `${theReturn}.`,
		result: decided({}, ({ outcome, fees }) => ({ outcome, fees })),
	},
	resolutions: {
		says: 'What the customer may have. Credit can be worth more than money.',
		typed: [{ name: 'Credit first', offered: ['store_credit', 'exchange', 'money'], bonusBasisPoints: 10 }],
		told: `${theReturn}.`,
		result: decided({}, offered('resolutions', 'bonusBasisPoints')),
	},
	gates: {
		says: 'Who must agree: from a value of the goods or from a score of abuse on, one person or two. [How two people approve](../nodes/return-case.md#case-give-approval).',
		typed: [{ name: 'Dear', above: '50.00', people: 2, score: 0 }],
		told: `${theReturn}.`,
		result: decided({}, ({ outcome, reasons, approvals }) => ({ outcome, reasons, approvals })),
	},
	labels: {
		says: 'Who pays for the way back, and how much.',
		typed: [
			{ name: 'Faults', payer: 'shop', reasons: 'defective' },
			{ name: 'Others', payer: 'customer', price: '4.90' },
		],
		told: 'defective T-shirts and a mug that is not.',
		result: decided(asked({ reason: 'defective' }), offered('labelPaidBy')),
	},
	routes: {
		says: 'By which way the goods come back, or whether the customer keeps them.',
		typed: [{ name: 'Mend', to: 'repair', reasons: 'defective' }],
		told: 'defective T-shirts and a mug that is not.',
		result: decided(asked({ reason: 'defective' }), offered('route')),
	},
	borders: {
		says: 'What becomes of customs duties and sales tax when goods come back from another country, and to which address they go.',
		typed: [{ name: 'States', duties: 'refunded', taxes: 'refunded', countries: 'US' }],
		told: 'a return of a customer in the United States who has paid duties of 3.00 EUR.',
		result: decided(
			{
				...shirts({}, { duties: eur(300) }),
				customer: { address: { name: 'A', street1: '1 Street', city: 'C', postalCode: '12345', country: 'US' } },
			},
			({ outcome, reasons }) => ({ outcome, reasons }),
		),
	},
	signals: {
		says: 'Signs of abuse, each with its points. [What they take, and what the law protects](../nodes/return-policy.md#abuse-assess).',
		typed: [{ name: 'Sends much back', signal: 'return_rate', points: 40, upTo: '40', full: '80', period: 'year' }],
		told: 'a customer of whose ten pieces within a year six came back, this return included.',
		result: (book) => {
			const { score, hold, signals } = assessAbuse({
				case: caseOf(asked({ reason: 'too small' })),
				policy: policyOf({ ...book, gates: [{ name: 'Doubtful', score: 50, people: 1 }] }),
				timeZone,
				asOf,
				facts: {
					boughtPieces: 10,
					history: [
						{ openedAt: '2026-09-10T10:00:00Z', pieces: 3, reasons: ['too small'], reference: 'RMA-4T8WKZ2MQ9' },
					],
				},
			});
			return { score, hold, signals };
		},
	},
	sorting: {
		says: 'Where inspected goods go, why, and what is expected to come back of their price. [Goods: Sort](../nodes/return-policy.md#goods-sort).',
		typed: [
			{
				name: 'Worn',
				to: 'donate',
				because: 'used',
				conditions: 'worn',
				worthBelow: '30.00',
				cost: '1.00',
				recoveryBasisPoints: 0,
			},
		],
		told: 'a worn T-shirt that was bought for 21.60 EUR.',
		result: (book) => {
			const goods = readInspected({ id: 'check-88', lines: [{ line: 'l1', quantity: 1, condition: 'worn' }] });
			return sortGoods({ case: caseOf(), policy: policyOf(book), timeZone, asOf, goods }).lines.map(
				({ destination, reason, message }) => ({ destination, reason, message }),
			);
		},
	},
};

const firstWins = ['windows', 'warranties', 'fees', 'labels', 'resolutions', 'routes', 'borders', 'sorting'];
const words: Record<RuleField['kind'], string> = {
	text: 'text',
	list: 'several, with commas between',
	number: 'number',
	amount: 'amount such as `4.90`',
	percent: 'percent',
	day: 'day',
	choice: 'one of',
	choices: 'any of',
	switch: 'on or off',
};

/** What comes out of each example, with its rules and without them. */
export function examplesJudged(): Array<{ kind: string; by: unknown; without: unknown }> {
	return Object.entries(examples).map(([kind, { typed, result }]) => ({
		kind,
		by: result(readBook({ [kind]: typed }, 'EUR')!),
		without: result({ currency: 'EUR' }),
	}));
}

/** The file of each kind of rules, by what the editor calls it. */
export function fileOf({ label }: RuleSection): string {
	return `${label.toLowerCase().replace(/[^a-z]+/g, '-')}.md`;
}

/** All pages by file name. */
export function rulePages(): Record<string, string> {
	const sections = [...ruleSections].sort((a, b) => a.label.localeCompare(b.label));
	return Object.fromEntries([
		['README.md', indexOf(sections)],
		...sections.map((section) => [fileOf(section), pageOf(section)]),
	]) as Record<string, string>;
}

function indexOf(sections: RuleSection[]): string {
	return `# Rules of a policy

Each kind of rules, made of the schema that the editor's fields are made of; the examples are judged by the rules themselves. How rules work together:
[Return Policy](../nodes/return-policy.md#rules-of-your-own). How a policy is checked, published and rolled back: [Return Case](../nodes/return-case.md#policy-save).

| rule | what it says |
|---|---|
${sections.map((section) => `| [${section.label}](${fileOf(section)}) | ${examples[section.name as Kind].says} |`).join('\n')}
`;
}

function pageOf(section: RuleSection): string {
	const { name, label } = section;
	const { says, typed, told, result } = examples[name as Kind];
	const book = readBook({ [name]: typed }, 'EUR')!;
	const own = section.fields;
	const others = fieldsOfSection(section).filter((field) => field.name !== 'name' && !own.includes(field));
	return `# ${label}

${says}

Of several rules of this kind ${firstWins.includes(name) ? 'the first that fits a line counts' : 'each that fits counts'}. In the policy's JSON: \`book.${name}\`.

${own.length ? tableOf(own) : ''}${others.length ? `\nIt counts for everything, unless it is narrowed:\n\n${tableOf(others)}` : '\nIt cannot be narrowed.\n'}
## Example

${typed.map((row) => `- **${String(row.name)}**: ${shown(row, section)}`).join('\n')}

In the policy:

${json({ [name]: book[name as Kind] })}

The return: ${told}

${json(result(book))}
`;
}

function tableOf(fields: RuleField[]): string {
	return `| field | typed as | in the policy | what it says |
|---|---|---|---|
${fields.map((field) => `| ${field.label} | ${typedAs(field)} | \`${field.name}\` | ${field.hint ?? ''}${onlyFor(field)} |`).join('\n')}
`;
}

function typedAs({ kind, choices = [] }: RuleField): string {
	const named = choices.filter(Boolean).map((choice) => titled(choice));
	return `${words[kind]}${named.length ? `: ${named.join(', ')}` : ''}`;
}

function onlyFor({ shownFor = {} }: RuleField): string {
	const when = Object.values(shownFor)
		.flat()
		.map((value) => titled(value));
	return when.length ? ` (only for ${when.join(', ')})` : '';
}

/** A rule as it is typed, field by field. */
function shown(row: Record<string, unknown>, section: RuleSection): string {
	return fieldsOfSection(section)
		.filter(({ name }) => name !== 'name' && ![undefined, '', 0, false].includes(row[name] as string))
		.map(({ name, label, kind, choices }) => {
			const value = row[name];
			const text = choices
				? [value]
						.flat()
						.map((one) => titled(String(one)))
						.join(', ')
				: value === true
					? 'on'
					: String(value);
			return `${label} ${kind === 'percent' ? `${text} %` : text}`;
		})
		.join('; ');
}

function json(value: unknown): string {
	return `\`\`\`json\n${JSON.stringify(value, null, 2)}\n\`\`\``;
}
