import type { IDataObject, INodeProperties } from 'n8n-workflow';
import type { CaseState } from '../../../shared/case';
import { worthOfPieces } from '../../../shared/case/approvals';
import { allocate, invalidInput, type Money } from '../../../shared/model';
import type { OperationContext } from '../../../shared/operation';
import { crossesCustoms, type CustomsItem, type LabelExtras } from '../../carriers/extras';
import type { LabelRequest } from '../../carriers';
import type { GoodsLine } from '../../choice/packGoods';

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

/** The extras that the node's parameters ask for, of a parcel with these goods. Throws EffectError that says what is missing. */
export function extrasOf(
	context: OperationContext,
	state: CaseState | undefined,
	{ from, to, parcel, reference }: Pick<LabelRequest, 'from' | 'to' | 'parcel' | 'reference'>,
	goods: GoodsLine[],
): LabelExtras {
	const given = context.param<IDataObject>('extras', {});
	const text = (name: string) => String(given[name] ?? '').trim();
	const value = state && valueOf(state, goods);
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
		...(given.insure && value?.amount && { insured: value }),
		...(given.payOnScan && { payOnScan: true }),
		...(code && { code }),
	} as LabelExtras;
}

/** What goods were sold for, tax included; undefined while the order is not known. */
export function valueOf({ lines, order }: CaseState, goods: GoodsLine[]): Money | undefined {
	return order && worthOfPieces(goods, lines, order);
}

/** The parcel's weight in shares of its pieces, by what they weigh where that is known, so that customs and carrier are told the same. */
function customsItems(
	{ lines, order }: CaseState,
	goods: GoodsLine[],
	weight: number,
	made: Pick<CustomsItem, 'hsCode' | 'origin'>,
): CustomsItem[] {
	const isWeighed = goods.every((one) => one.weight !== undefined);
	const shares = allocate(
		Math.round(weight),
		goods.map(({ quantity, weight: piece }) => quantity * (isWeighed ? Math.round(piece!) : 1)),
	);
	return goods.flatMap(({ line: id, quantity }, index) => {
		const { title, sku } = lines.find((one) => one.id === id)!;
		const value = worthOfPieces([{ line: id, quantity }], lines, order!);
		return value ? [{ description: title || sku, sku, quantity, value, weight: shares[index], ...made }] : [];
	});
}
