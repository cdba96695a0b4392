import { written, type Language, type Money } from '../../shared/model';
import type { Words } from '../languages/words';
import type { Locale } from './locale';

/** Says things in one language, to one reader. */
export class Writer {
	constructor(
		readonly language: Language,
		private readonly words: Words,
		/** In the reader's time zone. */
		private readonly locale: Locale,
		/** In the shop's, in which its days are counted. */
		private readonly shop: Locale,
	) {}

	/** A sentence with its values, which are put in as they are. */
	phrase(name: keyof Words['phrases'], values: Record<string, string | number> = {}): string {
		return written(this.words.phrases[name], this.language, values);
	}

	label(name: keyof Words['labels']): string {
		return this.words.labels[name];
	}

	/** A part of a refund. `goods`: of the line that it is about. */
	part(name: keyof Words['parts'], goods: string): string {
		return written(this.words.parts[name], this.language, { goods });
	}

	/** Why a request was declined, by the code of policy or shop; undefined: that code is not for customers. */
	reason(code: string): string | undefined {
		return (this.words.reasons as Record<string, string>)[code];
	}

	amount(value: Money): string {
		return this.locale.amount(value);
	}

	day(instant: string): string {
		return this.locale.day(instant);
	}

	/** An instant to the second: in the shop's time, in the reader's where that is another, and in UTC. */
	moments(instant: string): string {
		const local = [...new Set([this.shop.moment(instant), this.locale.moment(instant)])];
		return `${local.join(' / ')} (${new Date(instant).toISOString().replace(/\.\d+Z$/, 'Z')})`;
	}

	/** `2 × Tee`. */
	piece(quantity: number, goods: string): string {
		return this.phrase('piece', { quantity, goods });
	}
}
