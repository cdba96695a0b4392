import type { CaseState } from '../../shared/case';
import { isKept } from '../../shared/case/expected';
import { orderLineOf } from '../../shared/case/soldLine';
import type { GoodsLine } from './packGoods';

/** What is expected back and has not come, each line with what a piece of it weighs, when a system that knows the order says it. */
export function goodsOfReturn(state: Pick<CaseState, 'lines' | 'orders' | 'decision'>): GoodsLine[] {
	return state.lines
		.filter(({ id }) => !isKept(state, id))
		.map(({ quantities: { approved, received }, ...line }) => {
			const weight = Object.values(state.orders)
				.map((order) => orderLineOf(line, order)?.weight)
				.find((known) => known !== undefined && known > 0);
			return { line: line.id, quantity: Math.max(0, approved - received), ...(weight && { weight }) };
		})
		.filter(({ quantity }) => quantity > 0);
}
