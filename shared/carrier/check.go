package carrier

// s10Holds checks the ninth digit of the postal unions' format: two letters,
// eight digits, the check digit, two letters.
func s10Holds(number string) bool {
	weights := [...]int{8, 6, 4, 2, 3, 5, 9, 7}
	sum := 0
	for i, w := range weights {
		sum += int(number[2+i]-'0') * w
	}
	want := 11 - sum%11
	switch want {
	case 10:
		want = 0
	case 11:
		want = 5
	}
	return int(number[10]-'0') == want
}

// uspsHolds checks the last digit: weights 3 and 1 from the right.
func uspsHolds(number string) bool {
	sum := 0
	for i := len(number) - 2; i >= 0; i-- {
		d := int(number[i] - '0')
		if (len(number)-2-i)%2 == 0 {
			d *= 3
		}
		sum += d
	}
	return int(number[len(number)-1]-'0') == (10-sum%10)%10
}

// upsHolds checks the last character after the 1Z: weights 1 and 2 from the
// left, letters counting as A=2, B=3 and so on round the ten digits.
func upsHolds(number string) bool {
	body, last := number[2:len(number)-1], number[len(number)-1]
	sum := 0
	for i := range len(body) {
		v := int(body[i] - '0')
		if body[i] >= 'A' {
			v = int(body[i]-'A'+2) % 10
		}
		if i%2 == 1 {
			v *= 2
		}
		sum += v
	}
	return last >= '0' && last <= '9' && int(last-'0') == (10-sum%10)%10
}
