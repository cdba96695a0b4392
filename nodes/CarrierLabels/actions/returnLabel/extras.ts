import type { IDataObject, INodeProperties } from 'n8n-workflow';
import type { CaseState } from '../../../shared/case';
import { worthOfPieces } from '../../../shared/case/approvals';
import { invalidInput } from '../../../shared/model';
import type { OperationContext } from '../../../shared/operation';
import { crossesCustoms, type CustomsItem, type LabelExtras } from '../../carriers/extras';
import type { LabelRequest } from '../../carriers';

/** What the label may have besides. */
export const extrasProperty: INodeProperties = {
	displayName: 'Extras',
	name: 'extras',
	type: 'collection',
	placeholder: 'Add extra',
	default: {},
	description: 'What the label has besides; not every carrier service can be asked for all of it',
	options: [
		{
			displayName: 'Code',
			name: 'code',
			type: 'options',
			options: [
				{ name: 'Besides the Label', value: 'besides' },
				{ name: 'Instead of the Label', value: 'instead', description: 'Nothing need be printed' },
				{ name: 'None', value: '' },
			],
			default: '',
			description: 'Whether the customer gets a code that a drop-off point prints the label from',
		},
		{
			displayName: 'Country of Origin',
			name: 'origin',
			type: 'string',
			default: '',
			placeholder: 'e.g. PT',
			description: 'Two-letter code of where the goods were made, for customs',
		},
		{
			displayName: 'Customs Tariff Number',
			name: 'hsCode',
			type: 'string',
			default: '',
			placeholder: 'e.g. 610910',
			description: 'Of the goods, for customs',
		},
		{
			displayName: 'Insure',
			name: 'insure',
			type: 'boolean',
			default: false,
			description: 'Whether the parcel is insured for what its goods were sold for, tax included',
		},
		{
			displayName: 'Pay When Scanned',
			name: 'payOnScan',
			type: 'boolean',
			default: false,
			description: 'Whether the label costs something only when the carrier has scanned it',
		},
	],
};

/** The extras that the node's parameters and the case ask for. Throws EffectError that says what is missing. */
export function extrasOf(
	context: OperationContext,
	state: CaseState | undefined,
	{ from, to, parcel, reference }: Pick<LabelRequest, 'from' | 'to' | 'parcel' | 'reference'>,
): LabelExtras {
	const given = context.param<IDataObject>('extras', {});
	const text = (name: string) => String(given[name] ?? '').trim();
	const goods = state ? goodsOf(state) : [];
	const value = state?.order && worthOfPieces(goods, state.lines, state.order);
	if (given.insure && !value)
		throw invalidInput(
			'What the goods were sold for is not known, so the parcel cannot be insured',
			'Find the order first, or switch Insure off.',
			'extras.insure',
		);
	const [hsCode, origin] = [text('hsCode').replace(/[ .]/g, ''), text('origin').toUpperCase()];
	if (origin && !/^[A-Z]{2}$/.test(origin))
		throw invalidInput(`"${origin}" is no country`, 'Write two letters, e.g. PT.', 'extras.origin');
	const items =
		state && value && crossesCustoms(from, to)
			? customsItems(state, goods, parcel.weight, { ...(hsCode && { hsCode }), ...(origin && { origin }) })
			: [];
	const code = text('code') as '' | 'besides' | 'instead';
	return {
		...(items.length && {
			customs: { signer: from.name, invoiceNumber: state!.orderNumber ?? reference, items },
		}),
		...(given.insure && { insured: value }),
		...(given.payOnScan && { payOnScan: true }),
		...(code && { code }),
	} as LabelExtras;
}

/** What is expected back and has not come. */
function goodsOf({ lines }: CaseState): Array<{ line: string; quantity: number }> {
	return lines
		.map(({ id: line, quantities: { approved, received } }) => ({ line, quantity: Math.max(0, approved - received) }))
		.filter(({ quantity }) => quantity > 0);
}

/** The parcel's weight in shares of its pieces, so that customs and carrier are told the same; the last line has the rest. */
function customsItems(
	{ lines, order }: CaseState,
	goods: Array<{ line: string; quantity: number }>,
	weight: number,
	made: Pick<CustomsItem, 'hsCode' | 'origin'>,
): CustomsItem[] {
	const pieces = goods.reduce((total, { quantity }) => total + quantity, 0);
	let left = weight;
	return goods.flatMap(({ line: id, quantity }, index) => {
		const { title, sku } = lines.find((one) => one.id === id)!;
		const value = worthOfPieces([{ line: id, quantity }], lines, order!);
		const share = index === goods.length - 1 ? left : Math.floor((weight * quantity) / pieces);
		left -= share;
		return value ? [{ description: title || sku, sku, quantity, value, weight: share, ...made }] : [];
	});
}
