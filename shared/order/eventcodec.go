package order

import (
	"bytes"
	"compress/flate"
	"encoding/json"
	"fmt"
	"io"
)

// packFrom is the size from which an event is kept compressed: snapshots of very large orders.
const packFrom = 32 << 10

type envelope struct {
	Kind string          `json:"kind"`
	Data json.RawMessage `json:"data,omitempty"`
	// Packed is Data by DEFLATE, in its stead.
	Packed []byte `json:"packed,omitempty"`
}

// MarshalEvent writes an event with its kind, as the timeline and queues keep it.
func MarshalEvent(e Event) ([]byte, error) {
	data, err := json.Marshal(e)
	if err != nil {
		return nil, fmt.Errorf("marshal event %s: %w", e.Kind(), err)
	}
	env := envelope{Kind: e.Kind(), Data: data}
	if len(data) >= packFrom {
		env.Data, env.Packed = nil, pack(data)
	}
	raw, err := json.Marshal(env)
	if err != nil {
		return nil, fmt.Errorf("marshal event %s: %w", e.Kind(), err)
	}
	return raw, nil
}

// pack compresses. Writing to memory cannot fail, and the level is one that there is.
func pack(data []byte) []byte {
	var out bytes.Buffer
	w, _ := flate.NewWriter(&out, flate.BestCompression)
	_, _ = w.Write(data)
	_ = w.Close()
	return out.Bytes()
}

// unpackLimit is more than any event that was packed; what grows beyond it was not written by us.
const unpackLimit = 32 << 20

func unpack(packed []byte) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(flate.NewReader(bytes.NewReader(packed)), unpackLimit))
	if err != nil {
		return nil, fmt.Errorf("unpack: %w", err)
	}
	return data, nil
}

// UnmarshalEvent reads what [MarshalEvent] wrote. An unknown kind is an [InputError]:
// it was written by newer code, and guessing at it would lose it.
func UnmarshalEvent(raw []byte) (Event, error) {
	var env envelope
	if err := json.Unmarshal(raw, &env); err != nil {
		return nil, fmt.Errorf("unmarshal event: %w", err)
	}
	if len(env.Packed) > 0 {
		data, err := unpack(env.Packed)
		if err != nil {
			return nil, fmt.Errorf("unmarshal event %s: %w", env.Kind, err)
		}
		env.Data = data
	}
	switch env.Kind {
	case StoreSaid{}.Kind():
		return decodeEvent[StoreSaid](env)
	case StoreDeleted{}.Kind():
		return decodeEvent[StoreDeleted](env)
	case Reread{}.Kind():
		return decodeEvent[Reread](env)
	case Claimed{}.Kind():
		return decodeEvent[Claimed](env)
	case ServicesChosen{}.Kind():
		return decodeEvent[ServicesChosen](env)
	case PlaceAnswered{}.Kind():
		return decodeEvent[PlaceAnswered](env)
	case SupplierSaid{}.Kind():
		return decodeEvent[SupplierSaid](env)
	case TellAnswered{}.Kind():
		return decodeEvent[TellAnswered](env)
	case TimePassed{}.Kind():
		return decodeEvent[TimePassed](env)
	case Erase{}.Kind():
		return decodeEvent[Erase](env)
	default:
		return unmarshalChoice(env)
	}
}

// unmarshalChoice reads the events that are a merchant's choice.
func unmarshalChoice(env envelope) (Event, error) {
	switch env.Kind {
	case Place{}.Kind():
		return decodeEvent[Place](env)
	case CancelPlacing{}.Kind():
		return decodeEvent[CancelPlacing](env)
	case SettlePlaced{}.Kind():
		return decodeEvent[SettlePlaced](env)
	case ChangeSupplierOrder{}.Kind():
		return decodeEvent[ChangeSupplierOrder](env)
	case RecordPurchase{}.Kind():
		return decodeEvent[RecordPurchase](env)
	case SetTracking{}.Kind():
		return decodeEvent[SetTracking](env)
	case TellAgain{}.Kind():
		return decodeEvent[TellAgain](env)
	case ResolveParcel{}.Kind():
		return decodeEvent[ResolveParcel](env)
	case RollBack{}.Kind():
		return decodeEvent[RollBack](env)
	case SetHold{}.Kind():
		return decodeEvent[SetHold](env)
	case Edit{}.Kind():
		return decodeEvent[Edit](env)
	case MoveSupplier{}.Kind():
		return decodeEvent[MoveSupplier](env)
	case SeeAttention{}.Kind():
		return decodeEvent[SeeAttention](env)
	default:
		return nil, &InputError{Field: "kind", Problem: fmt.Sprintf("%q is not an event of this version", env.Kind)}
	}
}

func decodeEvent[T Event](env envelope) (Event, error) {
	var e T
	if err := json.Unmarshal(env.Data, &e); err != nil {
		return nil, fmt.Errorf("unmarshal event %s: %w", env.Kind, err)
	}
	return e, nil
}
