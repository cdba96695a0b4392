import { GivenStatement } from '../../shared/case/declaration';
import { asReference, instantOf, invalidInput, jsonOrText, parsedInput } from '../../shared/model';
import type { OperationContext } from '../../shared/operation';

/** The statement as the parameters have it. Throws EffectError naming the field. */
export function givenBy(context: OperationContext, timeZone: string): GivenStatement {
	const typed = (name: string) => String(context.param<unknown>(name, '') ?? '');
	const toldAt = typed('toldAt').trim();
	const given = {
		name: typed('customerName'),
		contract: typed('contract'),
		email: typed('email'),
		channel: typed('channel'),
		text: typed('statement'),
		id: context.option<string>('statementId', ''),
		lines: linesOf(context),
		...(toldAt && { toldAt: instantOf(toldAt, timeZone) ?? toldAt }),
	};
	return parsedInput(
		GivenStatement,
		given,
		'',
		'Correct the field; what a statement needs is on the page of this operation.',
	);
}

/** The lines as a list; a text has one for each, SKU and quantity. */
function linesOf(context: OperationContext): unknown {
	const given = context.param<unknown>('lines', []);
	const value = typeof given === 'string' ? jsonOrText(given) : given;
	if (typeof value !== 'string') return value;
	return value
		.split('\n')
		.map((line) => line.trim().split(/\s+/))
		.filter(([sku]) => sku)
		.map(([sku, quantity = '1']) => ({ sku, quantity }));
}

/** The return that a statement is about, when there is one already. */
export function underWayOf(context: OperationContext): string | undefined {
	const typed = context.option<string>('underWay', '').trim();
	const reference = asReference(typed);
	if (typed && !reference)
		throw invalidInput(
			`"${typed.slice(0, 40)}" is no case reference`,
			'One looks like RMA-7K2M9QX4TB; leave it empty when there is none.',
			'options.underWay',
		);
	return reference;
}
