package aliexpress

// Count is what came of the calls of one method.
type Count struct {
	Calls     int `json:"calls"`
	Answered  int `json:"answered"`  // the method ran and its answer was sent, a refusal of its own included
	Refused   int `json:"refused"`   // signature, token, parameters
	Throttled int `json:"throttled"` // over the limit
	Faulted   int `json:"faulted"`   // spoilt by a rule
}

func (s *Sim) count(method string) *Count {
	c, there := s.calls[method]
	if !there {
		c = &Count{}
		s.calls[method] = c
	}
	return c
}

// Calls counts the calls by method.
func (s *Sim) Calls() map[string]Count {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := map[string]Count{}
	for method, c := range s.calls {
		out[method] = *c
	}
	return out
}
