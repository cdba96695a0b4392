import type { Money } from '../../shared/model';
import type { Entry, GoodsEntry } from '../match';
import type { DriftClass, Fix } from './drift';
import type { Rules } from './source';
import type { View } from './view';

/** What is wrong with a refund; `sources` are the inputs it is wrong in. */
export interface Finding {
	class: DriftClass;
	sources: number[];
	/** What is at risk. */
	amount: Money;
	message: string;
	/** What mends it without a person; absent: nothing. */
	fix?: Fix;
}

/** What is wrong with the goods of a return. */
export interface GoodsFinding {
	class: DriftClass;
	reference: string;
	/** Tells it from others of its kind in the same return. */
	key: string;
	/** The inputs it is wrong in. */
	sources: number[];
	amount?: Money;
	message: string;
	goods: GoodsEntry[];
	money: Entry[];
	/** From when on it is a drift, in ms. */
	due: number;
}

/** Looks for one kind of drift in a refund. `explained`: sources in which a drift was found already that explains others; it may add some. */
export type Check = (view: View, explained: Set<number>, rules: Rules) => Finding[];
