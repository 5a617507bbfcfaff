package queue

import "onward/shared/order"

// Effects makes the messages that carry an order's effects.
func Effects(key order.Key, effects []order.Effect) []Message {
	out := make([]Message, 0, len(effects))
	for _, e := range effects {
		out = append(out, Effect(kindOf(e.Kind), key, e.ID))
	}
	return out
}

// kindOf is which queue carries an effect.
func kindOf(k order.EffectKind) Kind {
	switch k {
	case order.EffectPlace:
		return KindPlace
	case order.EffectTell, order.EffectComplete:
		return KindPush
	case order.EffectReread:
		return KindReread
	default:
		return KindReread
	}
}
