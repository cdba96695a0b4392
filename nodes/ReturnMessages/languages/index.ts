import type { Language } from '../../shared/model';
import { de } from './de';
import { en } from './en';
import { es } from './es';
import { fr } from './fr';
import { it } from './it';
import { nl } from './nl';
import type { Words } from './words';

/** Every language with its words. */
export const wordsOf: Record<Language, Words> = { en, de, fr, es, it, nl };
