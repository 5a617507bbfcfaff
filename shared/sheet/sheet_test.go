package sheet_test

import (
	"encoding/binary"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"onward/shared/sheet"
)

// wide is a text as spreadsheets save "Unicode text".
func wide(s string, order binary.AppendByteOrder, mark bool) string {
	var out []byte
	if mark {
		out = order.AppendUint16(out, 0xfeff)
	}
	for _, u := range utf16.Encode([]rune(s)) {
		out = order.AppendUint16(out, u)
	}
	return string(out)
}

func TestEverySpreadsheetsFileIsRead(t *testing.T) {
	t.Parallel()
	const list = "Order;Tracking\r\n#1001;LP1 Größe\r\n"
	for name, file := range map[string]string{
		"semicolons":                list,
		"with a mark":               "\xef\xbb\xbf" + list,
		"commas":                    "Order,Tracking\n#1001,LP1 Größe\n",
		"tabs":                      "Order\tTracking\n#1001\tLP1 Größe",
		"carriage returns alone":    "Order,Tracking\r#1001,LP1 Größe\r",
		"Excel's hint":              "sep=;\r\n" + list,
		"quoted":                    `"Order","Tracking"` + "\r\n" + `"#1001","LP1 Größe"` + "\r\n",
		"UTF-16, little end first":  wide("Order\tTracking\r\n#1001\tLP1 Größe\r\n", binary.LittleEndian, true),
		"UTF-16, big end first":     wide(list, binary.BigEndian, true),
		"UTF-16 without a mark":     wide(list, binary.LittleEndian, false),
		"UTF-16, big, without mark": wide(list, binary.BigEndian, false),
		"text marked as text":       "Order;Tracking\r\n'#1001;=\"LP1 Größe\"\r\n",
		"spaces that don't show":    "Order;Tracking\r\n\u00a0#1001\u200b ;\ufeffLP1 Größe\u00a0\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := sheet.Read([]byte(file), 10)
			require.NoError(t, err)
			assert.Equal(t, sheet.List{
				Heading: []string{"Order", "Tracking"}, Rows: []sheet.Row{{Number: 2, Cells: []string{"#1001", "LP1 Größe"}}},
			}, got)
		})
	}
}

func TestRowsAreNumberedAsTheSpreadsheetDoes(t *testing.T) {
	t.Parallel()
	got, err := sheet.Read([]byte("order,note\n\n1,\"two\nlines\"\n2,5\" wide\n,\n3,x\n"), 10)
	require.NoError(t, err)
	numbers := map[string]int{}
	for _, row := range got.Rows {
		numbers[row.Cells[0]] = row.Number
	}
	assert.Equal(t, map[string]int{"1": 3, "2": 4, "3": 6}, numbers)
}

func TestFilesThatCannotBeReadSayWhatToDo(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ file, says string }{
		"empty":                   {"", "empty"},
		"blank":                   {"\r\n\r\n", "empty"},
		"a workbook":              {"PK\x03\x04rest", "CSV UTF-8"},
		"an old workbook":         {"\xd0\xcf\x11\xe0rest", "CSV UTF-8"},
		"a PDF":                   {"%PDF-1.7", "PDF"},
		"a picture":               {"\x89PNG\x00\x01\x02\x03\x00", "not a list"},
		"too long":                {"a\n1\n2\n3\n4\n", "more than 3 rows"},
		"a quote open to the end": {"a,b\n1,2\n3,\"4\n5,6\n", "row 3"},
		"a quote open for long":   {"a,b\n1,\"2\n" + strings.Repeat("x,y\n", 25) + "3,\"4\"\n", "row 2"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := sheet.Read([]byte(c.file), 3)
			var bad *sheet.Error
			require.ErrorAs(t, err, &bad)
			assert.Contains(t, bad.Error(), c.says)
		})
	}
}

func TestLettersOfAnotherEncodingAreFound(t *testing.T) {
	t.Parallel()
	got, err := sheet.Read([]byte("order,carrier,M\xfcller\n1001,\xd6sterreich,LP1\n"), 3)
	require.NoError(t, err)
	assert.False(t, sheet.Unreadable(got.Rows[0].Cells[0]))
	assert.True(t, sheet.Unreadable(got.Rows[0].Cells[1]))
}

func TestWhatIsWrittenIsHarmlessAndReadBackAsItWas(t *testing.T) {
	t.Parallel()
	cells := []string{"=1+1", "+49", "-5", "@cmd", "＝1", "a;=cmd()", `5" wide`, "a,b", "two\nlines", "#1001", "", "x"}
	var out strings.Builder
	require.NoError(t, sheet.Write(&out, [][]string{make([]string, len(cells)), {"h"}, cells}))
	for _, begins := range []string{"=", "+", "-", "@", "＝"} {
		assert.NotContains(t, out.String(), ","+begins)
		assert.NotContains(t, out.String(), "\n"+begins)
	}
	assert.Contains(t, out.String(), `,"a;=cmd()",`, "parted by semicolons it would be a formula")
	back, err := sheet.Read([]byte(sheet.Mark+out.String()), 3)
	require.NoError(t, err)
	assert.Equal(t, cells, back.Rows[0].Cells)
}

func FuzzRead(f *testing.F) {
	f.Add([]byte("order,tracking\n1,\"2\n"))
	f.Add([]byte("sep=;\r\na;b\r\n'1;=\"2\"\r\n"))
	f.Add([]byte("\xff\xfeo\x00,\x00"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		got, err := sheet.Read(raw, 50)
		if err != nil {
			require.ErrorAs(t, err, new(*sheet.Error))
			return
		}
		last := 0
		for _, row := range got.Rows {
			require.Greater(t, row.Number, last, "rows are numbered upwards")
			last = row.Number
		}
	})
}
