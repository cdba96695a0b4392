import { h } from 'preact';
import { refundWays, toDecimal, written, type Language, type Money } from '../../../shared/model';
import { facts, type Node } from '../../html/view';
import { confirming, goOn, here, photoField, problems, select } from '../form';
import { customerReasons } from '../languages/words';
import { portalPage } from '../layout';
import type { Fields, Look } from '../portal';
import { estimateOf, fieldsOf, type Choice } from './choice';
import type { ShownOrder } from './kept';

/** The lines of an order, what may come back of each, and else why not. `chosen`: what was chosen before. */
export function orderPage(look: Look, order: ShownOrder, chosen: Fields = {}, incomplete = false): string {
	const { words, language } = look;
	const some = order.lines.some(({ returnable }) => returnable > 0);
	return portalPage(
		look,
		written(words.order.title, language, { order: order.number }),
		some && h('p', null, words.order.about),
		problems(words.withdraw.wrong, incomplete ? [['lines', words.order.nothing]] : []),
		h('form', { method: 'post', action: here(look, 'order'), novalidate: true }, [
			h(
				'div',
				{ id: 'lines', tabindex: -1 },
				order.lines.map((line, index) => lineOf(look, line, index, chosen)),
			),
			some &&
				select('refundTo', words.order.resolution, {
					value: chosen.refundTo,
					choices: refundWays.map((one) => [one, words.order.refundTo[one]]),
				}),
			some && h('div', { class: 'actions' }, goOn('check', words.order.next)),
		]),
	);
}

function lineOf(
	{ words: { order }, language }: Look,
	{ title, sku, sold, returnable, why }: ShownOrder['lines'][number],
	index: number,
	chosen: Fields,
): Node {
	return h('section', { class: 'card line' }, [
		h('h2', null, `${sold} × ${title}`),
		sku !== title && h('p', null, sku),
		...(returnable
			? [
					select(`quantity-${index}`, order.quantity, {
						none: `0 ${written(order.ofCount, language, { count: returnable })}`,
						value: chosen[`quantity-${index}`],
						choices: Array.from({ length: Math.min(returnable, 100) }, (_, one) => [String(one + 1), String(one + 1)]),
					}),
					select(`reason-${index}`, order.reason, {
						none: order.chooseReason,
						value: chosen[`reason-${index}`],
						choices: customerReasons.map((one) => [one, order.reasons[one]]),
					}),
				]
			: [h('p', null, `${order.cannot}: ${order.why[why ?? 'other']}`)]),
	]);
}

/** What was chosen and what it is worth, before it is asked for. */
export function checkPage(look: Look, order: ShownOrder, choice: Choice, isPhotoWrong = false): string {
	const { words, language } = look;
	const estimate = estimateOf(order, choice);
	return portalPage(
		look,
		words.order.check,
		problems(words.withdraw.wrong, isPhotoWrong ? [[`photo-${choice.lines[0].index}`, words.order.photoWrong]] : []),
		facts([
			...choice.lines.map(({ index, quantity, reason }): [string, Node] => [
				`${quantity} × ${order.lines[index].title}`,
				words.order.reasons[reason],
			]),
			[words.order.resolution, words.order.refundTo[choice.refundTo]],
			[words.order.estimate, estimate && amountIn(language, estimate)],
		]),
		h('p', null, words.order.estimateText),
		confirming(
			here(look, 'order'),
			fieldsOf(choice),
			words.order.confirm,
			words.withdraw.change,
			choice.lines.map(({ index }) =>
				photoField(`photo-${index}`, `${words.order.photo}: ${order.lines[index].title}`, words.order.photoHint),
			),
		),
	);
}

/** An amount as a language writes it. */
export function amountIn(language: Language, amount: Money): string {
	const format = new Intl.NumberFormat(language, { style: 'currency', currency: amount.currency });
	// As a decimal text, so that no amount is rounded.
	return format.format(toDecimal(amount) as Intl.StringNumericLiteral);
}
